/**
 * DNS as it is: the truth about the world beside what our code concludes. Every row runs over real sockets, with the real
 * resolver and the engine's preflight and propagation (dns-pathologies-world.ts); its truth is written beside it by hand.
 */
import { describe, expect, it } from 'vitest';
import { ANSWER_PATHOLOGIES } from './dns-pathologies-answers.ts';
import { DELEGATION_PATHOLOGIES } from './dns-pathologies-delegations.ts';
import { SERVER_PATHOLOGIES } from './dns-pathologies-servers.ts';
import { type Outcome, type Truth, tryPathology } from './dns-pathologies-world.ts';

/** For rows in which the challenge may be answered. */
type Answer = Extract<Truth, { verdict: 'answer' }>;

describe.each([
  ['servers', SERVER_PATHOLOGIES],
  ['answers', ANSWER_PATHOLOGIES],
  ['delegations', DELEGATION_PATHOLOGIES],
] as const)('the challenge, with sick %s', (_, rows) => {
  for (const row of rows) {
    it(`${verdictOf(row.truth)}: ${row.pathology}`, async () => {
      const outcome = await tryPathology(row);

      if (row.truth.verdict === 'answer') assessAnswer(outcome, row.truth);
      else assessRefusal(outcome, row.truth);
    });
  }
});

function assessRefusal({ answered, code, message }: Outcome, truth: Exclude<Truth, Answer>): void {
  const isWait = truth.verdict === 'wait';
  expect([code, answered]).toEqual([isWait ? 'propagation-timeout' : truth.verdict, []]);
  for (const text of truth.says) expect(message).toContain(text);
  if (isWait) expect(serversNamedIn(message)).toEqual(truth.behind);
}

function assessAnswer({ answered, code, message, elapsedMs, events }: Outcome, truth: Answer): void {
  const { rrsets = ['_acme-challenge.www.example.com'], afterMs = 0, healthy = [], unusable = {} } = truth;
  expect([code, message]).toEqual([undefined, '']);
  expect(answered).toEqual(rrsets);
  expect(elapsedMs).toBeGreaterThanOrEqual(afterMs);
  const seen = events.named('propagation-seen');
  const complete = seen.filter(({ verdict }) => verdict === 'complete').map(({ nameServer }) => nameServer);
  expect(complete).toEqual(expect.arrayContaining(healthy));
  const failing = seen.filter(({ verdict }) => verdict === 'failing');
  expect(Object.fromEntries(failing.map(({ nameServer, detail }) => [nameServer, detail]))).toMatchObject(
    unusable,
  );
  const texts = events.named('warning').map(({ message: text }) => text);
  // Rows with an odd server beside DNScale's are not about this.
  const warnings = texts.filter((text) => !text.includes('is delegated to DNScale and to others'));
  expect(warnings).toEqual((truth.warnings ?? []).map((words) => expect.stringContaining(words)));
}

function verdictOf({ verdict }: Truth): string {
  if (verdict === 'answer') return 'may be answered';
  return verdict === 'wait' ? 'must wait' : `fails with ${verdict}`;
}

/** Each `name (address)` that the error mentions, in its order. */
function serversNamedIn(message: string): string[] {
  const named = message.matchAll(/([\w.-]+) \([\w.:]+\) (?:shows|fails|gave)/g);
  return [...named].map(([, name = '']) => name);
}
