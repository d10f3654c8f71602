/**
 * Drives what would break a renewal to what people read: readiness is proved, the state before and after is compared. Nothing
 * here is made by hand that the deployed functions make.
 */
import { changesToTell } from '../../../functions/engine/notify/changes-to-tell.ts';
import type { Notice } from '../../../functions/engine/notify/notice.ts';
import {
  aCertificateState,
  aDefinition,
  aRenewerPlace,
  aStoredCertificate,
  NOW,
} from '../../support/builders.ts';
import { caa, createDns } from '../engine/dns/dns-in-memory.ts';
import { prove } from '../engine/readiness/readiness-world.ts';

const NEXT_CHECK_AT = new Date('2026-11-23T07:00:00Z');

/** CAA records let in another CA. */
export async function toldAtRisk(): Promise<Notice> {
  const domainNames = ['example.com', '*.example.com'];
  const definition = aDefinition({ domainNames });
  const before = aCertificateState({ certificate: aStoredCertificate({ domainNames }), nextCheckAt: NOW });
  const dns = createDns({ caa: { 'example.com': [caa('0 issue "digicert.com"')] } });
  const readiness = await prove({ definition, state: before, dns });
  const after = { ...before, readiness, nextCheckAt: NEXT_CHECK_AT };
  const change = { before, after, definition, isRetired: false };
  const [notice] = changesToTell(change, { now: NOW, place: aRenewerPlace() });
  if (!notice) throw new Error('Nothing was told.');
  return notice;
}
