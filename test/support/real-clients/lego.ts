/**
 * lego, of both kinds of folder. v4 is what Debian has (`apt install lego`) and comes from PATH; v5 is built once with the Go on PATH:
 * of its source all DNS providers but one are cut off, since their SDKs come from many hosts.
 */
import { chmod, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { cachedBuild, type Progress } from '../setup/cached-build.ts';
import { runCommand } from '../setup/run-command.ts';

const LEGO_5 = '5.3.1';
const BUILD_TIMEOUT_MS = 10 * 60_000;

/** The command of v4. @throws Error that says how to get it. */
export async function findLego4(): Promise<string> {
  const { output, reason } = await runCommand('lego', ['--version'], { timeoutMs: 10_000 });
  if (/^lego version (v?4\.|dev )/m.test(output)) return 'lego';
  throw new Error(`lego 4 is not on PATH (${reason || output.trim()}). Install it: apt install lego`);
}

/** The path of v5. */
export async function ensureLego5(progress: Progress): Promise<string> {
  const folder = await cachedBuild(
    {
      name: `lego-${LEGO_5}`,
      proof: 'lego',
      make: async (draft) => {
        progress(`Building lego ${LEGO_5} with Go (about a minute, once)…`);
        await build(draft);
      },
    },
    progress,
  );
  return join(folder, 'lego');
}

const DOWNLOADED = z.object({ Dir: z.string() });

async function build(draft: string): Promise<void> {
  const module = `github.com/go-acme/lego/v5@v${LEGO_5}`;
  const downloaded = await go(['mod', 'download', '-json', module], draft);
  const source = join(draft, 'source');
  await cp(z.parse(DOWNLOADED, JSON.parse(downloaded)).Dir, source, { recursive: true });
  await writable(source);
  const provider = join(source, 'providers/dns/zz_gen_dns_providers.go');
  const logger = join(source, 'cmd/logger.go');
  await Promise.all([provider, logger].map((path) => chmod(path, 0o644)));
  await writeFile(provider, PROVIDERS);
  await writeFile(logger, withoutColours(await readFile(logger, 'utf8')));
  await go(['build', '-mod=mod', '-o', join(draft, 'lego'), '.'], source);
}

/** Go's module cache is read-only, and so is a copy of it. */
async function writable(folder: string): Promise<void> {
  const { ok, reason } = await runCommand('chmod', ['-R', 'u+w', folder], { timeoutMs: 60_000 });
  if (!ok) throw new Error(`the source of lego stays read-only: ${reason}`);
}

async function go(args: string[], folder: string): Promise<string> {
  const { ok, output, reason } = await runCommand('go', args, {
    timeoutMs: BUILD_TIMEOUT_MS,
    folder,
    environment: { ...process.env, CGO_ENABLED: '0' },
  });
  if (ok) return output.slice(Math.max(0, output.indexOf('{')));
  throw new Error(
    `lego ${LEGO_5} could not be built: go ${args[0]}: ${reason}. Install Go, and start again.`,
  );
}

const PROVIDERS = `package dns

import (
	"fmt"

	"github.com/go-acme/lego/v5/challenge"
	"github.com/go-acme/lego/v5/providers/dns/exec"
)

func NewDNSChallengeProviderByName(name string) (challenge.Provider, error) {
	if name == "exec" {
		return exec.NewDNSProvider()
	}
	return nil, fmt.Errorf("unrecognized DNS provider: %s", name)
}
`;

/** Its colours come from a host that is not GitHub. */
function withoutColours(source: string): string {
  const begin = source.indexOf('\t\topts := []slogor.OptionFn{');
  const end = source.indexOf('\n', source.indexOf('\t\tlogger = slog.New(slogor'));
  const plain = '\t\tlogger = slog.New(slog.NewTextHandler(os.Stdout, nil))';
  return (source.slice(0, begin) + plain + source.slice(end))
    .replace('\t"gitlab.com/greyxor/slogor"\n', '')
    .replace('\t"github.com/mattn/go-isatty"\n', '');
}
