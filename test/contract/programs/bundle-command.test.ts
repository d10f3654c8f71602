/** The command's bundle: built, compared with one of another clone, and judged by what each part loads. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCommand, type CommandBundle } from '../../../programs/bundle-command.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');

let folder: string;
let bundle: CommandBundle;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dnscale-certs-command-'));
  bundle = await bundleCommand(join(folder, 'command'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('bundleCommand', () => {
  it('needs nothing but Node', () => {
    const others = Object.values(bundle.metafile.outputs).flatMap(({ imports }) =>
      imports.filter(({ external, path }) => external && !isBuiltin(path)),
    );

    expect(others).toEqual([]);
  });

  it("imports no module of Node's at the start, which would read all properties of it", () => {
    const imported = Object.values(bundle.metafile.outputs).flatMap(({ imports }) =>
      imports.filter(({ external, kind }) => external && kind === 'import-statement'),
    );

    expect(imported).toEqual([]);
  });

  it.each([
    ['cli/main.ts', []],
    ['cli/try/run.ts', ['undici', 'zod']],
    ['cli/try/issue.ts', ['dns-packet', 'zod']],
    ['cli/doctor/run.ts', ['acme-client', 'dns-packet', 'undici', 'zod']],
    ['cli/status/run.ts', ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs', '@aws-sdk/client-ssm', 'zod']],
    ['cli/dashboard/run.ts', []],
    ['functions/acme/acme-server.ts', ['acme-client', 'undici', 'zod']],
  ])('loads of the heavy packages for %s at once: %j', (entry, heavy) => {
    expect(heavyPackagesOf(entry)).toEqual(heavy);
  });

  it("has the dashboard's page in a part of its own, built, and nothing that builds it", () => {
    const outputs = Object.values(bundle.metafile.outputs);
    const inputs = outputs.flatMap((output) => Object.keys(output.inputs));
    const part = outputs.find(({ entryPoint }) => entryPoint === 'cli/dashboard/build-page.ts');

    expect(Object.keys(part?.inputs ?? {})).toEqual(['cli/dashboard/build-page.ts']);
    expect(inputs.filter((path) => /node_modules\/esbuild\/|dashboard\/page\//.test(path))).toEqual([]);
    expect(Object.keys(bundle.pageMetafile.inputs)).toContain('node_modules/preact/dist/preact.mjs');
  });

  it('makes the same bytes of the same sources in another clone', async () => {
    const clone = join(folder, 'elsewhere', 'clone');
    for (const part of ['cli', 'functions', 'infra', 'programs', 'package.json', 'tsconfig.json']) {
      await cp(join(REPOSITORY, part), join(clone, part), { recursive: true });
    }
    await symlink(join(REPOSITORY, 'node_modules'), join(clone, 'node_modules'));
    const module = JSON.stringify(join(clone, 'programs/bundle-command.ts'));
    const out = JSON.stringify(join(folder, 'again'));
    const script = `const { bundleCommand } = await import(${module}); console.log((await bundleCommand(${out})).sha256)`;

    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);

    expect(bundle.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(stdout.trim()).toBe(bundle.sha256);
  });
});

const HEAVY = /node_modules\/(@aws-sdk\/client-[a-z]+|acme-client|dns-packet|tldts|undici|zod)\//;

/** Of the part that begins with this file, and of all parts that Node loads together with it. */
function heavyPackagesOf(entry: string): string[] {
  const { outputs } = bundle.metafile;
  const [start] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry) ?? [];
  if (start === undefined) throw new Error(`no part begins with ${entry}`);
  const parts = new Set([start]);
  for (const part of parts) {
    for (const { kind, path } of outputs[part]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[path]) parts.add(path);
    }
  }
  const inputs = [...parts].flatMap((part) => Object.keys(outputs[part]?.inputs ?? {}));
  return [...new Set(inputs.flatMap((path) => HEAVY.exec(path)?.[1] ?? []))].sort();
}
