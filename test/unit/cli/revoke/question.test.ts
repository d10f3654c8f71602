/** What a person reads before saying yes, at 80 and 140 columns. */
import { describe, expect, it } from 'vitest';
import type { Intention } from '../../../../cli/revoke/intention.ts';
import { questionText } from '../../../../cli/revoke/question.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import {
  aCertificateState,
  aDefinition,
  aDescriptor,
  aStoredCertificate,
  NOW,
} from '../../../support/builders.ts';

const LIVE: Intention = {
  serial: '0a1b2c',
  reason: 'superseded',
  isAtOnce: false,
  isLive: true,
  isAgain: false,
};

const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1';
const state = aCertificateState({
  certificate: aStoredCertificate(),
  installations: { 'us-east-1': { certificateArn, serial: '0a1b2c', importedAt: NOW } },
});

const DECLARED: KnownCertificate = {
  certificateName: 'example.com',
  definition: aDefinition({ regions: ['eu-central-1', 'eu-west-1'], storeInSecretsManager: true }),
  state,
  usedBy: [
    'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-lb/50dc6c495c0c9188',
    'arn:aws:cloudfront::111122223333:distribution/E1ABCDEF',
  ],
};

const CASES: [string, KnownCertificate, Intention][] = [
  ['replaced-first', DECLARED, LIVE],
  ['at-once', DECLARED, { ...LIVE, reason: 'keyCompromise', isAtOnce: true }],
  ['removed', { certificateName: 'example.com', state }, { ...LIVE, reason: 'cessationOfOperation' }],
  ['asked-again', DECLARED, { ...LIVE, serial: 'ff', isLive: false, isAgain: true }],
];

describe('questionText', () => {
  it.each(CASES.flatMap(([name, ...rest]) => [80, 140].map((columns) => [name, columns, ...rest] as const)))(
    'says what happens: %s, at %i columns',
    async (name, columns, known, intention) => {
      const text = questionText({ renewer: aDescriptor(), known }, intention, columns);

      expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(columns);
      await expect(text).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
    },
  );
});
