/** Pebble itself: the real binary, found or built, started as the tests and the demo start it. */

import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { get } from 'node:https';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePebble } from '../../support/setup/tools.ts';
import { type Pebble, startPebble } from '../../support/world/pebble.ts';

const RESOLVER = '127.0.0.1:9';

beforeAll(() => ensurePebble());

describe('startPebble', () => {
  let pebble: Pebble;
  beforeAll(async () => {
    pebble = await startPebble({
      resolver: RESOLVER,
      shortLivedSeconds: 45,
      profiles: { classic: 7_776_000 },
    });
  });
  afterAll(() => pebble?.stop());

  it('answers its directory over TLS with the CA it gives, listing the profiles asked for', async () => {
    const directory = JSON.parse(await fetchWith(pebble.caCertificatePem, pebble.directoryUrl));

    expect(directory.newOrder).toMatch(/^https:\/\/localhost:\d+\//);
    expect(directory.meta.profiles).toEqual({
      default: '7776000 s',
      shortlived: '45 s',
      classic: '7776000 s',
    });
  });

  it('gives the same CA as a file', async () => {
    expect(await readFile(pebble.caCertificatePath, 'utf8')).toBe(pebble.caCertificatePem);
  });

  it('is not trusted without that CA', async () => {
    await expect(fetchWith(undefined, pebble.directoryUrl)).rejects.toThrow(/certificate/);
  });

  it('serves on loopback by address as well as by name', async () => {
    const byAddress = pebble.directoryUrl.replace('localhost', '127.0.0.1');

    expect(await fetchWith(pebble.caCertificatePem, byAddress)).toContain('newNonce');
  });

  it('hands out the root of what it issues', async () => {
    const root = new X509Certificate(await pebble.rootCertificatePem());

    expect(root.subject).toContain('Pebble Root CA');
  });

  it('runs beside another one', async () => {
    const second = await startPebble({ resolver: RESOLVER });

    const answer = await fetchWith(second.caCertificatePem, second.directoryUrl).finally(second.stop);

    expect(answer).toContain('newNonce');
    expect(second.directoryUrl).not.toBe(pebble.directoryUrl);
  });

  it('leaves no process and no folder when it stops', async () => {
    const shortLived = await startPebble({ resolver: RESOLVER });

    await shortLived.stop();
    await shortLived.stop();

    await expect(fetchWith(shortLived.caCertificatePem, shortLived.directoryUrl)).rejects.toThrow(
      /ECONNREFUSED/,
    );
    expect(existsSync(dirname(shortLived.caCertificatePath))).toBe(false);
  });

  it("fails with Pebble's own output when it does not come up", async () => {
    const broken = startPebble({ resolver: RESOLVER, profiles: { broken: -1 } });

    await expect(broken).rejects.toThrow(/Pebble ended at once.*validityPeriod/is);
  });
});

function fetchWith(ca: string | undefined, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(
      url,
      { ...(ca === undefined ? {} : { ca }), agent: false, headers: { 'user-agent': 'test' } },
      (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve(body));
      },
    ).on('error', reject);
  });
}
