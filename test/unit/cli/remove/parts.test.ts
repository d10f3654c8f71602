import { describe, expect, it } from 'vitest';
import { partsOf, partsText } from '../../../../cli/remove/parts.ts';
import { aCertificateState, NOW } from '../../../support/builders.ts';

const arn = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/1`;
const held = (region: string) => ({ certificateArn: arn(region), serial: '0a1b2c', importedAt: NOW });
const state = aCertificateState({
  installations: { 'eu-central-1': held('eu-central-1'), 'us-east-1': held('us-east-1') },
  secret: { secretArn: 'arn:secret', versionId: 'v1', serial: '0a1b2c', writtenAt: NOW },
});
const PLACES = { live: 's3://bucket/live/web/', archive: 's3://bucket/archive/web/' };

describe('what is left of a certificate', () => {
  it('goes all of it where nothing is in use', () => {
    const parts = partsOf(state, new Map(), PLACES);

    expect(parts.map(({ kind, goes }) => [kind, goes])).toEqual([
      ['acm', true],
      ['acm', true],
      ['secret', true],
      ['s3-live', true],
      ['record', true],
      ['s3-archive', false],
    ]);
  });

  it('stays where something uses it, with what is live and its record', () => {
    const listener = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/shop-lb/1';

    expect(partsText(partsOf(state, new Map([[arn('us-east-1'), [listener]]]), PLACES))).toBe(
      [
        'Goes',
        '  ACM     arn:aws:acm:eu-central-1:111122223333:certificate/1',
        '  Secret  arn:secret',
        '          it can be restored for 30 days',
        '',
        'Stays',
        '  ACM     arn:aws:acm:us-east-1:111122223333:certificate/1',
        '          in use by load balancer shop-lb',
        '  S3      s3://bucket/live/web/',
        '          until nothing is in use',
        '  Record  what status shows of it',
        '          until nothing is in use',
        '  S3      s3://bucket/archive/web/',
        '          S3 ends each version 30 days after its certificate',
        '',
      ].join('\n'),
    );
  });
});
