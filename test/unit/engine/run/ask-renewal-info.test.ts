import { describe, expect, it, vi } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { RenewalInfo, RenewalWindow } from '../../../../functions/engine/ports/acme.ts';
import type { KnownRenewalInfo, OrderJournal } from '../../../../functions/engine/renewal/state.ts';
import { askRenewalInfo } from '../../../../functions/engine/run/ask-renewal-info.ts';
import type { Run } from '../../../../functions/engine/run/run.ts';
import {
  aDefinition,
  anOrderJournal,
  aStoredCertificate,
  NOW,
  noDeadline,
} from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { createMemoryRecords, createRecordedEvents } from '../../../support/memory-ports.ts';

const CERT_ID = 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE';

type Question = {
  known: KnownRenewalInfo;
  order?: OrderJournal;
  answer: () => Promise<RenewalInfo>;
};

/** What is known afterwards, and how often the CA was asked. */
async function afterQuestion({ known, order, answer }: Question) {
  const certificate = aStoredCertificate({ certId: CERT_ID });
  const records = createMemoryRecords(undefined, { certificate, renewalInfo: known, order });
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  const readRenewalInfo = vi.fn(answer);
  const run = {
    claim,
    times: { work: { at: new Date('2026-11-23T06:05:00Z'), signal: noDeadline().signal } },
    ports: {
      clock: createManualClock(NOW),
      events: createRecordedEvents(),
      acmeServer: () => ({ readRenewalInfo }),
    },
  } as unknown as Run;
  await askRenewalInfo(aDefinition(), run);
  return { info: records.state.renewalInfo, questions: readRenewalInfo.mock.calls.length };
}

/** When the CA is asked again after it has refused to answer, until `retryAt`. */
async function askedAgainAt(retryAt?: string, knownAskAgainAt?: string): Promise<string | undefined> {
  const refusal = new RenewerError({
    code: 'acme-rate-limited',
    disposition: 'not-before',
    message: 'Too many.',
    retryAt: retryAt === undefined ? undefined : new Date(retryAt),
  });
  const known = { certId: CERT_ID, askAgainAt: new Date(knownAskAgainAt ?? NOW) };
  const { info } = await afterQuestion({ known, answer: () => Promise.reject(refusal) });
  return info?.askAgainAt.toISOString();
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

describe('askRenewalInfo, before an order that rests on advice which an earlier run was given', () => {
  const ASK_AGAIN_AT = new Date('2026-11-23T09:00:00Z');
  const window = (startsAt: string, endsAt: string) => ({
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
  });
  /** The renewal is due in it, whatever its instant is: that lies an hour before the end at the latest. */
  const OPEN = window('2026-11-22T06:00:00Z', '2026-11-23T06:20:00Z');
  const REVOKED = window('2026-11-22T03:00:00Z', '2026-11-22T05:00:00Z');
  const knownWith = (known: RenewalWindow) => ({
    certId: CERT_ID,
    askAgainAt: ASK_AGAIN_AT,
    window: known,
  });
  const answer = () => Promise.resolve({ window: REVOKED, askAgainAt: new Date('2026-11-23T12:00:00Z') });

  it('asks once more, so that it learns that the CA has moved the window', async () => {
    const { info, questions } = await afterQuestion({ known: knownWith(OPEN), answer });

    expect(questions).toBe(1);
    expect(info?.window).toEqual(REVOKED);
  });

  it('keeps the advice where the CA does not answer', async () => {
    const answer = () => Promise.reject(new Error('no answer'));
    const { info } = await afterQuestion({ known: knownWith(OPEN), answer });

    expect(info?.window).toEqual(OPEN);
    expect(info?.askAgainAt).toEqual(new Date('2026-11-23T07:00:00Z'));
  });

  it.each([
    ['the window has not come', window('2026-11-23T06:30:00Z', '2026-11-24T06:00:00Z'), undefined],
    ['the window is over: no order rests on it', REVOKED, undefined],
    ['the order is made already', OPEN, anOrderJournal({ url: 'https://ca.test/order/1' })],
  ])('does not where %s', async (_, known, order) => {
    const { questions } = await afterQuestion({ known: knownWith(known), ...(order && { order }), answer });

    expect(questions).toBe(0);
  });
});
