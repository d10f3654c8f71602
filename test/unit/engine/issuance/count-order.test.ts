import { describe, expect, it } from 'vitest';
import { countOrder } from '../../../../functions/engine/issuance/count-order.ts';
import type { OrderQuota } from '../../../../functions/engine/ports/acme.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import { aDefinition, aStoredCertificate, NOW, noDeadline } from '../../../support/builders.ts';
import { createMemoryRecords } from '../../../support/memory-ports.ts';

/** What the quota is asked for. */
async function askedFor(state: Partial<CertificateState>, now = NOW) {
  const asked: Parameters<OrderQuota['take']>[0][] = [];
  const claim = await createMemoryRecords(undefined, state).claim(
    'example.com',
    { runId: 'run-1', runUntil: NOW },
    noDeadline(),
  );
  if (!claim) throw new Error('nobody else holds the claim');
  const orderQuota: Pick<OrderQuota, 'take'> = { take: async (order) => void asked.push(order) };
  await countOrder(
    { definition: aDefinition(), claim, deadline: noDeadline() },
    { orderQuota, clock: { now: () => now } },
  );
  return asked;
}

const CERTIFICATE = aStoredCertificate({ certId: 'aki.serial' });
const PAST = { startsAt: new Date('2026-11-22T00:00:00Z'), endsAt: new Date('2026-11-22T01:00:00Z') };

describe('countOrder', () => {
  it.each<[string, Partial<CertificateState>, string, boolean]>([
    ['a certificate that was never issued', {}, '2026-11-23T06:00:00Z', false],
    ['one with a third of its life left', { certificate: CERTIFICATE }, '2026-12-31T00:00:00Z', false],
    ['one with a sixth of its life left', { certificate: CERTIFICATE }, '2027-01-15T00:00:00Z', true],
    [
      'one that was revoked',
      { certificate: CERTIFICATE, renewalInfo: { certId: 'aki.serial', window: PAST, askAgainAt: NOW } },
      '2026-11-23T06:00:00Z',
      true,
    ],
    [
      'one whose predecessor was revoked',
      { certificate: CERTIFICATE, renewalInfo: { certId: 'other', window: PAST, askAgainAt: NOW } },
      '2026-11-23T06:00:00Z',
      false,
    ],
  ])('asks for %s, and says whether it is urgent', async (_, state, now, isUrgent) => {
    expect(await askedFor(state, new Date(now))).toEqual([
      { certificateAuthority: 'https://ca.test/directory', isUrgent },
    ]);
  });
});
