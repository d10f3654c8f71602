/**
 * Drives what would break a renewal to what people read: readiness is proved, the state before and after is compared. Nothing
 * here is made by hand that the deployed functions make.
 */
import { changesToTell } from '../../../functions/engine/notify/changes-to-tell.ts';
import type { Notice } from '../../../functions/engine/notify/notice.ts';
import { proveReadiness } from '../../../functions/engine/readiness/prove-readiness.ts';
import {
  aCertificateState,
  aDefinition,
  aRenewerPlace,
  aStoredCertificate,
  NOW,
  noDeadline,
} from '../../support/builders.ts';
import { caa, createDns } from '../engine/dns/dns-in-memory.ts';
import { preflightPorts } from '../engine/preflight/preflight-world.ts';

/** CAA records let in another CA. */
export async function toldAtRisk(): Promise<Notice> {
  const definition = aDefinition({ domainNames: ['example.com', '*.example.com'] });
  const { ports } = preflightPorts({
    dns: createDns({ caa: { 'example.com': [caa('0 issue "digicert.com"')] } }),
  });
  const before = aCertificateState({
    certificate: aStoredCertificate({ domainNames: [...definition.domainNames] }),
    nextCheckAt: NOW,
  });
  const account = { findAccount: async () => 'https://ca.test/acct/1' };
  const others = {
    acme: { ...ports.acme, ...account },
    importer: { ...ports.importer, readCertificate: async () => 'leaf' },
    storeProof: { expectWritable: async () => {} },
    clock: { now: () => NOW },
  };
  const readiness = await proveReadiness(definition, before, { ...ports, ...others }, noDeadline());
  const [notice] = changesToTell(
    {
      before,
      after: { ...before, readiness, nextCheckAt: new Date('2026-11-23T07:00:00Z') },
      definition,
      isRetired: false,
    },
    { now: NOW, place: aRenewerPlace() },
  );
  if (!notice) throw new Error('Nothing was told.');
  return notice;
}
