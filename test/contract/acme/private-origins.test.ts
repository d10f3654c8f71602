/** A CA whose directory, or whose DNS, leads into the renewer's own network. */
import dns from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedCa, startScriptedCa } from '../../support/scripted-ca.ts';
import { aDeadline } from './acme-world.ts';

const { lookup } = dns;

let ca: ScriptedCa;

beforeEach(async () => {
  ca = await startScriptedCa();
});
afterEach(async () => {
  dns.lookup = lookup;
  await ca.stop();
});

/** From now on every name leads to this host. */
function nameLeadsHere(): void {
  const addresses = [{ address: '127.0.0.1', family: 4 }];
  dns.lookup = ((_name: string, _options: object, done: (error: null, found: object) => void) =>
    process.nextTick(done, null, addresses)) as typeof dns.lookup;
}

function directoryUrl(): string {
  return `https://ca.example.com:${new URL(ca.url).port}/directory`;
}

describe('createAcmeServer', () => {
  it.each(['https://169.254.169.254', 'https://127.0.0.1', 'https://[::1]'])(
    'sends nothing to %s, which the directory names',
    async (origin) => {
      const body = {
        newNonce: `${ca.url}/new-nonce`,
        newAccount: `${origin}/new-account`,
        newOrder: `${ca.url}/new-order`,
      };
      ca.replies.set('/directory', { body });

      await expect(ca.acmeServer().readAccountUrl(aDeadline())).rejects.toMatchObject({
        code: 'config-invalid',
        disposition: 'person',
        message: expect.stringContaining(
          `Nothing was sent to ${new URL(origin).hostname.replace(/[[\]]/g, '')}`,
        ),
      });
      expect(ca.requests).toEqual(['GET /directory', 'HEAD /new-nonce']);
    },
  );

  it('makes no connection to a CA whose name leads to a private address', async () => {
    nameLeadsHere();

    await expect(ca.acmeServer({ directoryUrl: directoryUrl() }).readMeta(aDeadline())).rejects.toMatchObject(
      {
        code: 'config-invalid',
        message: expect.stringContaining('Nothing was sent to ca.example.com: it leads to 127.0.0.1'),
      },
    );
    expect(ca.requests).toEqual([]);
  });

  it('makes it where the configuration allows private addresses', async () => {
    nameLeadsHere();
    const acme = ca.acmeServer({ directoryUrl: directoryUrl(), allowPrivateOrigins: true });

    // The server was reached: it shows the certificate of localhost.
    await expect(acme.readMeta(aDeadline(2_000))).rejects.toThrow(/ca\.example\.com.*altnames.*localhost/s);
  });
});
