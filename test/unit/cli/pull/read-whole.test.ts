import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readWhole } from '../../../../cli/pull/read-whole.ts';
import { noDeadline } from '../../../support/builders.ts';
import { issueTestCertificate, NOW } from '../../../support/certificates.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

/** Gives each answer once, the last one for ever after. */
function readerOf(serials: [string, ...string[]], bundlePem: string) {
  const asked: string[] = [];
  const readLive = async () => {
    const serial = serials[Math.min(asked.length, serials.length - 1)] ?? '';
    asked.push(serial);
    return { version: 'v2', serial, domainNames: ['example.com'], bundlePem };
  };
  return { asked, readLive };
}

describe('readWhole', () => {
  it('waits until the pointer has followed the bundle', async () => {
    const { pem, privateKeyPem, leafPem } = await issueTestCertificate();
    const serial = new X509Certificate(leafPem).serialNumber.toLowerCase();
    const reader = readerOf(['0a', '0a', serial], privateKeyPem + pem);
    const clock = createManualClock(NOW);

    const live = await readWhole(reader, 'example.com', clock, noDeadline());

    expect(live.serial).toBe(serial);
    expect(reader.asked).toHaveLength(3);
    expect(clock.now().getTime() - NOW.getTime()).toBe(3_000);
  });

  it('fails after seven seconds where it does not follow', async () => {
    const { pem, privateKeyPem } = await issueTestCertificate();
    const reader = readerOf(['0a'], privateKeyPem + pem);
    const clock = createManualClock(NOW);

    await expect(readWhole(reader, 'example.com', clock, noDeadline())).rejects.toMatchObject({
      code: 'store-failed',
      disposition: 'next-run',
    });
    expect(clock.now().getTime() - NOW.getTime()).toBe(7_000);
    expect(reader.asked).toHaveLength(4);
  });
});
