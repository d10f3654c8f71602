import { describe, expect, it } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { askRenewalInfo } from '../../../../functions/engine/run/ask-renewal-info.ts';
import type { Run } from '../../../../functions/engine/run/run.ts';
import { aDefinition, aStoredCertificate, NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { createMemoryRecords, createRecordedEvents } from '../../../support/memory-ports.ts';

const CERT_ID = 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE';

/** When the CA is asked again after it has refused to answer, until `retryAt`. */
async function askedAgainAt(retryAt?: string, knownAskAgainAt?: string): Promise<string | undefined> {
  const certificate = aStoredCertificate({ certId: CERT_ID });
  const askAgainAt = new Date(knownAskAgainAt ?? NOW);
  const records = createMemoryRecords(undefined, {
    certificate,
    renewalInfo: { certId: CERT_ID, askAgainAt },
  });
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  const refusal = new RenewerError({
    code: 'acme-rate-limited',
    disposition: 'not-before',
    message: 'Too many.',
    retryAt: retryAt === undefined ? undefined : new Date(retryAt),
  });
  const run = {
    claim,
    times: { work: { at: new Date('2026-11-23T06:05:00Z'), signal: noDeadline().signal } },
    ports: {
      clock: createManualClock(NOW),
      events: createRecordedEvents(),
      acmeServer: () => ({ readRenewalInfo: () => Promise.reject(refusal) }),
    },
  } as unknown as Run;
  await askRenewalInfo(aDefinition(), run);
  return records.state.renewalInfo?.askAgainAt.toISOString();
}

describe('askRenewalInfo, when the CA gives no answer', () => {
  it('asks again an hour later', async () => {
    expect(await askedAgainAt()).toBe('2026-11-23T07:00:00.000Z');
  });

  it('leaves it alone for as long as it asks for', async () => {
    expect(await askedAgainAt('2026-11-23T12:00:00Z')).toBe('2026-11-23T12:00:00.000Z');
  });

  it('asks though it is told not to for longer than any answer can say', async () => {
    expect(await askedAgainAt(undefined, '2026-11-24T06:00:00Z')).toBe('2026-11-24T06:00:00.000Z');
    expect(await askedAgainAt(undefined, '2027-11-24T06:00:00Z')).toBe('2026-11-23T07:00:00.000Z');
  });

  it('asks no sooner than in an hour, and no later than in a day, whatever it asks for', async () => {
    expect(await askedAgainAt('2026-11-23T06:01:00Z')).toBe('2026-11-23T07:00:00.000Z');
    expect(await askedAgainAt('2026-11-30T06:00:00Z')).toBe('2026-11-24T06:00:00.000Z');
  });
});
