/**
 * The probe function in one process: its own adapters on the modelled tables and ACM. Behind each place is a server that takes the
 * live files from the bucket once an hour, as a cron job does; so that after a renewal it presents the earlier one for a while.
 */
import { X509Certificate } from 'node:crypto';
import { createCertificateUses } from '../../../functions/aws/certificate-uses.ts';
import { createObservations, createUnservedIndex } from '../../../functions/aws/observations.ts';
import { createProbedCertificates } from '../../../functions/aws/probed-certificates.ts';
import type { Leaf, ProbeAnswer } from '../../../functions/engine/ports/probes.ts';
import type { Deadline } from '../../../functions/engine/ports/time.ts';
import { type ProbePorts, probeCertificates } from '../../../functions/engine/probe/probe-certificates.ts';
import { aRenewerPlace } from '../builders.ts';
import type { ModelledWorld } from './modelled-world.ts';
import { MODEL_TABLES } from './models/dynamodb.ts';
import type { Troubles } from './models/troubles.ts';

export type ModelledProbes = {
  /** What could not be probed or read. */
  warnings: readonly { at: Date; text: string }[];
  /** As the schedule does. */
  tick(deadline: Deadline): Promise<void>;
};

const HOUR_MS = 3_600_000;

/** Of a host that somebody else has set up: no Leaf of ours. */
const FOREIGN: Leaf = {
  serial: 'f0f1',
  sha256: 'f0'.repeat(32),
  notBefore: new Date('2026-12-01T00:00:00Z'),
  notAfter: new Date('2031-12-01T00:00:00Z'),
};

/** @param troubledHost the one that the troubles `foreign` and `unreachable` are about. */
export function createModelledProbes(
  { tables, clock, acm, bucket }: Pick<ModelledWorld, 'tables' | 'clock' | 'acm' | 'bucket'>,
  troubles: Troubles,
  troubledHost: string,
): ModelledProbes {
  const client = () => tables.client;
  const warnings: { at: Date; text: string }[] = [];
  const observations = { client, tableName: MODEL_TABLES.observations };
  const presented = new Map<string, { sinceMs: number; leaf: Leaf | undefined }>();

  function present(host: string): Leaf | undefined {
    const nowMs = clock.now().getTime();
    const reloadedMs = nowMs - (nowMs % HOUR_MS);
    const before = presented.get(host);
    if (before && before.sinceMs >= reloadedMs) return before.leaf;
    const leaf = leafOf(bucket.text(`live/${host}/bundle.pem`));
    presented.set(host, { sinceMs: reloadedMs, leaf });
    return leaf;
  }

  async function probe({ host }: { host: string }): Promise<ProbeAnswer> {
    const isTroubled = (party: 'foreign' | 'unreachable') =>
      host === troubledHost && troubles.isIn(party, clock.now());
    if (isTroubled('unreachable')) return { failure: 'timeout', reason: 'it does not answer' };
    if (isTroubled('foreign')) return { leaf: FOREIGN };
    const leaf = present(host);
    return leaf ? { leaf } : { failure: 'refused', reason: 'it refuses the connection' };
  }

  const ports: ProbePorts = {
    certificates: createProbedCertificates({ client, tables: MODEL_TABLES }),
    prober: { probe },
    uses: createCertificateUses(acm.clients),
    observations: createObservations(observations),
    unserved: createUnservedIndex(observations),
    notices: { sink: { announce: async () => {} }, place: aRenewerPlace() },
    clock,
    warn: (certificateName, message) =>
      void warnings.push({ at: clock.now(), text: `${certificateName}: ${message}` }),
  };
  return {
    warnings,
    tick: async (deadline) => {
      await probeCertificates(ports, deadline);
    },
  };
}

function leafOf(bundle: string | undefined): Leaf | undefined {
  const pem = bundle?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/)?.[0];
  if (pem === undefined) return undefined;
  const { serialNumber, fingerprint256, validFromDate, validToDate } = new X509Certificate(pem);
  return {
    serial: serialNumber.toLowerCase(),
    sha256: fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: validFromDate,
    notAfter: validToDate,
  };
}
