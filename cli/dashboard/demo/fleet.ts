/**
 * A fleet for whoever wants to see the page without AWS. Its records are as the tables of a renewer have them, with errors that the
 * product's own code has made (faults.json), and what the page shows is made of them by the same code as for a real fleet. All
 * instants go with `now`.
 */
import type { RenewerDescriptor } from '../../../functions/engine/config/descriptor.ts';
import type { KnownCertificate } from '../../../functions/engine/ports/renewers.ts';
import { byUrgency, certificateStatus } from '../../../functions/engine/renewal/certificate-status.ts';
import { statusJson } from '../../status/status-json.ts';
import type { StatusDocument } from '../page-document.ts';
import { recordOf } from './record.ts';
import { STORY } from './story.ts';

const MINUTE_MS = 60_000;

const RENEWER: RenewerDescriptor = {
  schema: 1,
  renewerName: 'DnscaleCerts',
  region: 'eu-central-1',
  version: '0.1.0',
  definitionsTable: 'DnscaleCerts-definitions',
  requestsTable: 'DnscaleCerts-requests',
  statesTable: 'DnscaleCerts-states',
  bucketName: 'dnscalecerts-111122223333-eu-central-1',
  queueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/DnscaleCerts-work',
  tokenSecretName: 'dnscale/token',
  renewFunction: 'DnscaleCerts-renew',
  planFunction: 'DnscaleCerts-plan',
  logGroups: { plan: 'plan', renew: 'renew', declare: 'declare', declareIsComplete: 'declare' },
  topicArn: 'arn:aws:sns:eu-central-1:111122223333:DnscaleCerts-alerts',
};

export function demoFleet(now: Date): StatusDocument {
  const statuses = demoRecords(now).map((known) => certificateStatus(known, now));
  const tried = { version: 'v1', at: new Date(now.getTime() - 24 * MINUTE_MS), zonesSeen: [], zonesLost: [] };
  const renewer = {
    renewer: RENEWER,
    statuses: statuses.toSorted(byUrgency),
    isComplete: true,
    token: { ...tried, ok: true, zoneCount: 6 },
    bundleUrlOf: (name: string) => `s3://${RENEWER.bucketName}/live/${name}/bundle.pem`,
  };
  return statusJson([renewer], [], now);
}

export function demoRecords(now: Date): KnownCertificate[] {
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  return STORY.map((line) =>
    recordOf(line, (minutes) => new Date((minute + Math.round(minutes)) * MINUTE_MS)),
  );
}
