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

const PIPE = { columns: 80, cutsNames: false };
const UNUSED = { usedBy: new Map(), holders: new Map() };

describe('what is left of a certificate', () => {
  it('goes all of it where nothing is in use', () => {
    const parts = partsOf(state, UNUSED, PLACES);

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

    const usedBy = new Map([[arn('us-east-1'), [listener]]]);

    expect(partsText(partsOf(state, { ...UNUSED, usedBy }, PLACES), PIPE)).toBe(
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
      ].join('\n'),
    );
  });

  it('stays where its tags give it to another certificate, and holds nothing else up', () => {
    const theirs = arn('us-east-1');
    const seen = {
      usedBy: new Map([[theirs, ['arn:aws:cloudfront::111122223333:distribution/E1ABCDEF']]]),
      holders: new Map([[theirs, 'the certificate web']]),
    };

    const parts = partsOf(state, seen, PLACES);

    expect(parts.filter(({ goes }) => !goes)).toEqual([
      { kind: 'acm', target: theirs, goes: false, why: 'belongs to the certificate web by its tags' },
      expect.objectContaining({ kind: 's3-archive' }),
    ]);
  });
});
