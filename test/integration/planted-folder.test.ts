/** `try` as a user types it, with a folder for `--out` that somebody else has put there. DNScale is a server that counts. */
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';

let requests = 0;
const dnscale = createServer((_, response) => {
  requests += 1;
  response.writeHead(401).end();
});

beforeAll(() => new Promise<void>((resolve) => dnscale.listen(0, '127.0.0.1', resolve)));
beforeEach(() => {
  requests = 0;
});
afterAll(() => void dnscale.close());

async function aPlace(): Promise<string> {
  const path = await makeTemporaryFolder('planted');
  onTestFinished(() => removeFolder(path));
  return path;
}

function tryInto(out: string) {
  const { port } = dnscale.address() as AddressInfo;
  const args = [
    'try',
    '-d',
    'example.com',
    '--accept-tos',
    '--server',
    `https://127.0.0.1:${port}/directory`,
  ];
  return runDnscaleCerts([...args, '--resolver', '127.0.0.1:9', '--out', out], {
    DNSCALE_API_URL: `http://127.0.0.1:${port}/v1`,
    DNSCALE_API_TOKEN: 'canary-token',
  });
}

describe('try', () => {
  it('takes nothing from a folder that others can change, and asks nobody anything', async () => {
    const out = join(await aPlace(), 'out');
    await mkdir(join(out, '.dnscale-certs'), { recursive: true });
    await writeFile(join(out, '.dnscale-certs/state.json'), '{"schema":1,"certificateName":"example.com"}');
    await chmod(out, 0o777);

    const { exitCode, stdout, stderr } = await tryInto(out);

    expect({ exitCode, stdout, requests }).toEqual({ exitCode: 1, stdout: '', requests: 0 });
    expect(stderr).toMatch(
      /^error: \S+\/out can be changed by other users \(owner \d+, mode 0777\)\..*--out.*chmod go-w.*\n$/,
    );
    expect(await readdir(out, { recursive: true })).toEqual(['.dnscale-certs', '.dnscale-certs/state.json']);
  });

  it('writes nothing through a link that somebody has put into a folder for all', async () => {
    const [place, target] = [await aPlace(), await aPlace()];
    await chmod(place, 0o1777);
    await symlink(target, join(place, 'out'));

    const { exitCode, stderr } = await tryInto(join(place, 'out'));

    expect({ exitCode, requests }).toEqual({ exitCode: 1, requests: 0 });
    expect(stderr).toMatch(/^error: \S+\/out is a symbolic link, which is not followed there\./);
    expect(await readdir(target)).toEqual([]);
  });
});
