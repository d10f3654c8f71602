import { describe, expect, it } from 'vitest';
import { targetsOf } from '../../../../functions/engine/renewal/targets.ts';
import { aCertificateState, aDefinition, aStoredCertificate, NOW } from '../../../support/builders.ts';

const live = aStoredCertificate({ serial: '0a', sha256: 'aa' });

function held(serial: string, sha256?: string) {
  return { certificateArn: `arn:${serial}`, serial, sha256, importedAt: NOW };
}

describe('targetsOf', () => {
  it('has what is asked for in its order, then what is left elsewhere', () => {
    const definition = aDefinition({ regions: ['us-east-1', 'eu-central-1'], storeInSecretsManager: true });
    const state = aCertificateState({
      certificate: live,
      installations: { 'eu-west-1': held('0a', 'aa'), 'eu-central-1': held('0a', 'aa') },
      secret: { secretArn: 'arn:secret', versionId: 'v', serial: '0a', sha256: 'aa', writtenAt: NOW },
    });

    const targets = targetsOf(definition, state);

    expect(targets.map(({ region = 'secret', isLive, isDeclared }) => [region, isLive, isDeclared])).toEqual([
      ['us-east-1', false, true],
      ['eu-central-1', true, true],
      ['secret', true, true],
      ['eu-west-1', true, false],
    ]);
  });

  it.each<[string, ReturnType<typeof held>, boolean]>([
    ['holds the same leaf', held('0a', 'aa'), true],
    ['holds another leaf of the same number', held('0a', 'bb'), false],
    ['was installed by a release that wrote no hash', held('0a'), true],
    ['holds the one before', held('09', 'cc'), false],
  ])('says whether a target that %s is live', (_, installation, isLive) => {
    const state = aCertificateState({ certificate: live, installations: { 'eu-central-1': installation } });

    expect(targetsOf(aDefinition(), state)).toMatchObject([{ isLive, arn: installation.certificateArn }]);
  });

  it('has nothing installed before the first run', () => {
    expect(targetsOf(aDefinition(), undefined)).toEqual([
      {
        kind: 'acm',
        region: 'eu-central-1',
        isLive: false,
        isDeclared: true,
        arn: undefined,
        serial: undefined,
        installedAt: undefined,
      },
    ]);
  });
});
