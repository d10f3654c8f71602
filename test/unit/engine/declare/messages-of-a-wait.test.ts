/** How often a deployment that waits has a message sent: it is asked every five seconds. */
import { describe, expect, it } from 'vitest';
import { judgeDeclaration } from '../../../../functions/engine/declare/judge-declaration.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aDefinition, NOW } from '../../../support/builders.ts';

const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

/** Declared at NOW. */
function isDueAfter(seconds: number, state?: CertificateState): boolean {
  const declared = { definition: aDefinition(), startedAt: NOW, timeoutMs: 1_200_000 };
  const verdict = judgeDeclaration({ ...declared, state, now: later(seconds) });
  return verdict.verdict === 'waiting' && verdict.isDue;
}

describe('a deployment that waits', () => {
  it('has one message sent a minute', () => {
    const askedAt = Array.from({ length: 48 }, (_, question) => 5 * question + 2);

    expect(askedAt.filter((seconds) => isDueAfter(seconds))).toEqual([62, 122, 182]);
  });

  it('has none sent while a run is under way, and again once its claim has ended', () => {
    const nextCheckAt = NOW;

    expect(isDueAfter(121, aCertificateState({ nextCheckAt, runUntil: later(122) }))).toBe(false);
    expect(isDueAfter(121, aCertificateState({ nextCheckAt, runUntil: later(121) }))).toBe(true);
  });
});
