import { describe, expect, it } from 'vitest';
import { attentionAt } from '../../../../functions/engine/renewal/attention.ts';
import type { Failure } from '../../../../functions/engine/renewal/state.ts';
import { aStoredCertificate, NOW } from '../../../support/builders.ts';

const certificate = aStoredCertificate();

describe('attentionAt', () => {
  it('is when a sixth of the life is left, where nothing is wrong', () => {
    expect(attentionAt({ certificate }, NOW)).toEqual(new Date('2027-01-15T00:00:00Z'));
  });

  it('is now after a failure', () => {
    const failure: Failure = {
      count: 1,
      code: 'caa-forbids',
      disposition: 'person',
      message: '',
      step: 'preflight',
      at: NOW,
    };

    expect(attentionAt({ certificate, failure }, NOW)).toEqual(NOW);
  });

  it('is now after a failed readiness', () => {
    const failure = { code: 'caa-forbids', disposition: 'person', message: '', since: NOW } as const;

    expect(attentionAt({ certificate, readiness: { at: NOW, failure } }, NOW)).toEqual(NOW);
  });

  it('is never while nothing is issued and nothing has failed', () => {
    expect(attentionAt({}, NOW)).toBeUndefined();
  });
});
