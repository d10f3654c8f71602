/** A deployment that asks for a secret waits for it as for the ACM of a region. */
import { expect, it } from 'vitest';
import { orderHash } from '../../../../functions/engine/config/definition-hash.ts';
import { judgeDeclaration } from '../../../../functions/engine/declare/judge-declaration.ts';
import type { StoredSecret } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aDefinition, aStoredCertificate, NOW } from '../../../support/builders.ts';

const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
const SECRET_ARN =
  'arn:aws:secretsmanager:eu-central-1:111122223333:secret:Certs/certificates/example.com-AbCdEf';

const COMPLETE = {
  verdict: 'complete',
  notAfter: new Date('2027-01-30T00:00:00Z'),
  installed: { 'eu-central-1': ARN },
  secretArn: SECRET_ARN,
};

const installed = aCertificateState({
  certificate: aStoredCertificate(),
  installations: { 'eu-central-1': { certificateArn: ARN, serial: '0a1b2c', importedAt: NOW } },
});

function aSecret(changes: Partial<StoredSecret> = {}): StoredSecret {
  return { secretArn: SECRET_ARN, versionId: 'version-1', serial: '0a1b2c', writtenAt: NOW, ...changes };
}

it.each<[string, StoredSecret | undefined, 'complete' | 'waiting']>([
  ['holds the live certificate', aSecret(), 'complete'],
  ['was not written yet', undefined, 'waiting'],
  ['holds another certificate', aSecret({ serial: '09' }), 'waiting'],
  ['is about to be deleted', aSecret({ released: { at: NOW, destroys: true } }), 'waiting'],
  [
    'holds the one before, which is valid and as defined',
    aSecret({
      serial: '09',
      orderHash: orderHash(aDefinition()),
      notAfter: new Date('2026-12-30T00:00:00Z'),
    }),
    'complete',
  ],
])('is not complete before the secret is, which %s', (_, secret, verdict) => {
  const definition = aDefinition({ storeInSecretsManager: true });

  const judged = judgeDeclaration({
    definition,
    state: { ...installed, secret },
    startedAt: NOW,
    now: NOW,
    timeoutMs: 1_200_000,
  });

  expect(judged).toMatchObject(verdict === 'complete' ? COMPLETE : { verdict });
});

it('is complete without a secret where none is asked for', () => {
  const judged = judgeDeclaration({
    definition: aDefinition(),
    state: { ...installed, secret: aSecret({ serial: '09' }) },
    startedAt: NOW,
    now: NOW,
    timeoutMs: 1_200_000,
  });

  expect(judged).toEqual({ ...COMPLETE, secretArn: undefined });
});
