/** Words that every object inherits something under, as names that a CA, a zone or a record gives. */
import { describe, expect, it } from 'vitest';
import { directoryUrlOf } from '../../../../functions/engine/config/defaults.ts';
import { countMisses, extraWaitMs, forgetMisses } from '../../../../functions/engine/issuance/extra-wait.ts';
import {
  countFailedValidations,
  expectWithinLimits,
  withoutIssuance,
} from '../../../../functions/engine/issuance/own-limits.ts';
import { anAuthorization, anOrder, NOW } from '../../../support/builders.ts';
import { issue, JOURNAL } from './issuance-world.ts';

const WORDS = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];

describe.each(WORDS)('a name %s', (word) => {
  it('breaks no run when the CA gives it to an authorization that failed', async () => {
    const authorization = anAuthorization({
      domainName: word,
      status: 'invalid',
      error: 'no',
      errorType: 'dns',
    });

    const { thrown, state } = await issue({
      left: 'pending',
      acme: {
        getOrder: async () => anOrder({ status: 'invalid', authorizationUrls: [authorization.url] }),
        getAuthorization: async () => authorization,
      },
    });

    expect(thrown).toMatchObject({ code: 'challenge-invalid' });
    expect(Object.entries(state.failedValidations ?? {})).toEqual([[word, [NOW]]]);
    expect(state.order).toBeUndefined();
  });

  it('is counted like any other', () => {
    const once = countFailedValidations(undefined, [word], NOW);
    const order = { certificateName: 'c', domainNames: [word], exempt: true, forced: false };

    expect(Object.entries(once)).toEqual([[word, [NOW]]]);
    expect(() => expectWithinLimits(order, { failedValidations: once }, NOW)).not.toThrow();
    expect(() => expectWithinLimits(order, {}, NOW)).not.toThrow();
    expect(withoutIssuance({}, word)).toEqual({});
  });

  it('is a zone like any other', () => {
    const once = countMisses({}, [word]);

    expect(extraWaitMs({}, word)).toBe(0);
    expect(Object.entries(once)).toEqual([[word, 1]]);
    expect(extraWaitMs(once, word)).toBe(60_000);
    expect(Object.entries(forgetMisses(once) ?? {})).toEqual([[word, 0.75]]);
  });

  it('as the version of an order lets nothing go uncounted', async () => {
    const { thrown, state } = await issue({ left: 'ready', journal: { ...JOURNAL, version: word } });

    expect(thrown).toBeUndefined();
    expect(Object.keys(state.issuances ?? {})).toEqual([word]);
  });

  it('is no short name of a CA', () => {
    expect(directoryUrlOf(word)).toBe(word);
  });
});
