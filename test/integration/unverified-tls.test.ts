/** The command at a DNScale that anyone could be: an HTTPS server with a certificate that nobody vouches for. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issueTestCertificate } from '../support/certificates.ts';
import { runDnscaleCerts } from '../support/world/command-line.ts';

let server: Server;
let url: string;
const seen: (string | undefined)[] = [];

beforeAll(async () => {
  const { pem, privateKeyPem } = await issueTestCertificate({ domainNames: ['localhost'] });
  server = createServer({ cert: pem, key: privateKeyPem }, ({ headers }, response) => {
    seen.push(headers.authorization);
    response.writeHead(401).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://localhost:${(server.address() as AddressInfo).port}/v1`;
});
beforeEach(() => {
  seen.length = 0;
});
afterAll(() => void server.close());

describe('NODE_TLS_REJECT_UNAUTHORIZED=0', () => {
  it('would give the token to that server', async () => {
    const ask = `fetch('${url}', { headers: { authorization: 'Bearer canary' } })`;

    await promisify(execFile)(process.execPath, ['-e', ask], {
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      timeout: 20_000,
    });

    expect(seen).toEqual(['Bearer canary']);
  });

  it.each([
    ['doctor', ['-d', 'example.com']],
    ['try', ['-d', 'example.com', '--accept-tos']],
    ['sweep', ['-d', 'example.com', '--older-than', '2d']],
  ])('is refused by %s before it asks anybody', async (subcommand, args) => {
    const { exitCode, stdout, stderr } = await runDnscaleCerts(
      [subcommand, ...args, '--resolver', '127.0.0.1:9'],
      { DNSCALE_API_URL: url, DNSCALE_API_TOKEN: 'canary-token', NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    );

    expect({ exitCode, stdout, seen }).toEqual({ exitCode: 2, stdout: '', seen: [] });
    expect(stderr).toMatch(/^error: The environment variable NODE_TLS_REJECT_UNAUTHORIZED is 0, .*\.\n$/);
    expect(stderr).not.toContain('canary');
  });
});
