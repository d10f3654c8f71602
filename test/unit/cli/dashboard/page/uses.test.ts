import { describe, expect, it } from 'vitest';
import type { Certificate } from '../../../../../cli/dashboard/page/chosen.ts';
import { otherUses, type Target, type Use, usesOf } from '../../../../../cli/dashboard/page/uses.ts';
import { certificateJson } from '../../../../../cli/status/certificate-json.ts';
import { certificateStatus } from '../../../../../functions/engine/renewal/certificate-status.ts';
import { AT, known } from '../../status/fleet.ts';

const FRANKFURT: Target = { kind: 'acm', region: 'eu-central-1', isLive: true, isDeclared: true };
const VIRGINIA: Target = { kind: 'acm', region: 'us-east-1', isLive: true, isDeclared: true };
const SECRET: Target = { kind: 'secret', isLive: true, isDeclared: true };

const BALANCER: Use = { arn: 'arn:lb', region: 'eu-central-1', words: 'load balancer shop-lb' };
const DISTRIBUTION: Use = { arn: 'arn:cf', region: 'us-east-1', words: 'CloudFront distribution E1ABC' };

function aCertificate(targets: Target[], uses: Use[]): Certificate {
  const certificate = certificateJson(certificateStatus(known('example.com'), AT), undefined, AT);
  return { ...certificate, targets, words: { ...certificate.words, uses } };
}

describe('usesOf and otherUses', () => {
  it('have each use at the target of its region', () => {
    const certificate = aCertificate([FRANKFURT, VIRGINIA, SECRET], [BALANCER, DISTRIBUTION]);

    expect(certificate.targets.map((target) => usesOf(target, certificate))).toEqual([
      [BALANCER],
      [DISTRIBUTION],
      [],
    ]);
    expect(otherUses(certificate)).toEqual([]);
  });

  it('have all uses at the only target in ACM', () => {
    const certificate = aCertificate([FRANKFURT, SECRET], [BALANCER, DISTRIBUTION]);

    expect(usesOf(FRANKFURT, certificate)).toEqual([BALANCER, DISTRIBUTION]);
    expect(otherUses(certificate)).toEqual([]);
  });

  it('lose none of a target that is gone', () => {
    const ireland = { ...FRANKFURT, region: 'eu-west-1' };

    expect(otherUses(aCertificate([FRANKFURT, ireland], [BALANCER, DISTRIBUTION]))).toEqual([DISTRIBUTION]);
    expect(otherUses(aCertificate([], [BALANCER]))).toEqual([BALANCER]);
  });
});
