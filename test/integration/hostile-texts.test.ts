/** The command at a DNScale and a CA that answer with control sequences, and with arguments that hold some. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDnscaleCerts } from '../support/world/command-line.ts';

const CA = ['--server', 'https://127.0.0.1:9/directory'];
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
const ATTACK = 'LOOK\u001b]52;c;Y3VybCBldmls\u0007\u001b[2J\u009b8m\u202etxt\r\b';

let dnscale: Server;
let apiUrl: string;

beforeAll(async () => {
  const body = JSON.stringify({ status: 'error', error: { code: ATTACK, message: ATTACK } });
  dnscale = createServer((_, response) => {
    response.writeHead(403, { 'content-type': 'application/json' }).end(body);
  });
  dnscale.listen(0, '127.0.0.1');
  await once(dnscale, 'listening');
  apiUrl = `http://127.0.0.1:${(dnscale.address() as AddressInfo).port}/v1`;
});
afterAll(() => void dnscale.close());

describe('the command', () => {
  it.each([
    ['the words of DNScale', ['sweep', '-d', 'example.com', '--older-than', '2d']],
    ['the words of DNScale, as JSON', ['doctor', '-d', 'example.com', '--json', ...CA]],
    ['an option', [`--${ATTACK}`]],
    ['a subcommand', [ATTACK]],
    ['a domain name', ['doctor', '-d', `${ATTACK}.example.com`, ...CA]],
    ['a folder', ['try', '-d', 'example.com', '--accept-tos', '--out', `/dev/null/${ATTACK}`, ...CA]],
  ])('shows no control sequence of %s', async (_, args) => {
    const resolver = args.length > 1 ? ['--resolver', '127.0.0.1:9'] : [];
    const { exitCode, stdout, stderr } = await runDnscaleCerts([...args, ...resolver], {
      DNSCALE_API_URL: apiUrl,
      DNSCALE_API_TOKEN: 'canary-token',
    });

    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).toContain('LOOK');
    expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(UNSAFE);
  });
});
