/**
 * The points at which a run can be killed: every request of an undisturbed run, found again in another run by its name
 * and its count among the requests of that name. The steps are those of the run's journal, K1 to K16; K17, the message's
 * acknowledgement, is the queue's own and exists in the deployed app only. K18 to K20 are those of a revocation.
 */
import type { Party } from '../../test/support/world/proxy/operations.ts';
import type { PartyRequest } from '../../test/support/world/proxy/request-log.ts';

export type KillPoint = {
  step: string;
  party: Party;
  operation: string;
  /** From 1: its count among the requests of this name in its run. */
  occurrence: number;
  /** Whether it changes something at the party. */
  isWrite: boolean;
};

const REVOCATION = 'K18 revocation';

/** The first that matches counts. */
const STEPS: readonly [RegExp, string][] = [
  [/ claim$/, 'K1 claim'],
  [/ revocations$/, REVOCATION],
  [/^s3:PutObject archive revoked/, 'K19 mark'],
  [/^revokeCert/, 'K20 revoke'],
  [/(newOrder|order with its URL)/, 'K4 order'],
  [/(UpdateItem order|archive privkey)/, 'K2 key'],
  [/(account key|newAccount)/, 'K3 account'],
  [/ txtRecords$/, 'K5 TXT intent'],
  [/^POST records/, 'K6 TXT'],
  [/^challenge/, 'K8 challenge'],
  [/^finalize/, 'K9 finalize'],
  [/^certificate/, 'K10 download'],
  [/s3:PutObject(Tagging)? archive/, 'K11 version'],
  [/(s3:PutObject live|UpdateItem certificate)/, 'K12 live'],
  [/^acm:Import/, 'K13 import'],
  [/ installations$/, 'K14 ARN'],
  [/^DELETE records/, 'K15 clean-up'],
  [/ report$/, 'K16 report'],
];

export function findKillPoints(recording: readonly PartyRequest[]): KillPoint[] {
  const seen = new Map<string, number>();
  return recording.map(({ party, operation, method }) => {
    const occurrence = (seen.get(operation) ?? 0) + 1;
    seen.set(operation, occurrence);
    const step = STEPS.find(([pattern]) => pattern.test(operation))?.[1] ?? '';
    return { step, party, operation, occurrence, isWrite: isWrite(party, operation, method) };
  });
}

/** Writes of files that another point writes as well. */
const MORE_OF_THE_SAME = /archive (chain|fullchain|bundle)|live (privkey|cert|chain|fullchain)\.pem/;

/** One or two points for each step of the journal: those at which something changes. */
export function isKeyPoint({ occurrence, operation, isWrite, step }: KillPoint): boolean {
  // What is to be revoked, and that it is.
  if (step === REVOCATION) return true;
  if (occurrence > 1 || MORE_OF_THE_SAME.test(operation)) return false;
  return isWrite || operation === 'certificate';
}

/** Pebble's answers to POST-as-GET change nothing but a nonce, and neither do reads of AWS by POST. */
function isWrite(party: Party, operation: string, method: string): boolean {
  if (party === 'CA') return /^(newAccount|newOrder|challenge|finalize|revokeCert)$/.test(operation);
  if (party === 'AWS') return /(UpdateItem|PutObject|CreateSecret|ImportCertificate)/.test(operation);
  return method !== 'GET';
}

/** Becomes true once in a run: at the request that is this point. */
export function watchFor({ operation, occurrence }: KillPoint): (request: PartyRequest) => boolean {
  let seen = 0;
  return (request) => {
    if (request.operation !== operation) return false;
    seen += 1;
    return seen === occurrence;
  };
}

export function nameOfPoint({ party, operation, occurrence }: KillPoint): string {
  return `${party} ${operation}${occurrence > 1 ? ` (${occurrence})` : ''}`;
}
