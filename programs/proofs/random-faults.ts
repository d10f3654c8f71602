/**
 * Random faults, at every party alike, each in the party's own words. The same seed strikes the same requests with the
 * same faults, as long as a run sends the same requests.
 */

import { type Random, seededRandom } from '../../test/support/world/models/seeded-random.ts';
import {
  type Act,
  answerAct,
  type PlainAnswer,
  type Script,
  slowAct,
} from '../../test/support/world/proxy/acts.ts';
import type { Party } from '../../test/support/world/proxy/operations.ts';
import type { PartyRequest } from '../../test/support/world/proxy/request-log.ts';

export const FAULT_KINDS = ['429', '5xx', 'reset before', 'reset after', 'truncated', 'slow'] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export type RandomFaultsOptions = {
  /** From 0 to 1. */
  share: number;
  seed: string;
  /** Told of every request, with the fault that strikes it. */
  onRequest?: (kind: FaultKind | undefined, request: PartyRequest) => void;
};

export function createRandomFaults({ share, seed, onRequest }: RandomFaultsOptions): Script {
  const random = randomOf(seed);
  return (request) => {
    const isHit = random.happens(share);
    const kind = isHit ? FAULT_KINDS[Math.floor(random.next() * FAULT_KINDS.length)] : undefined;
    onRequest?.(kind, request);
    return kind && faultAct(kind, request, random.next());
  };
}

const SLOWEST_MS = 600;

function faultAct(kind: FaultKind, request: PartyRequest, chance: number): Act {
  switch (kind) {
    case '429':
      return answerAct(refusal(BUSY, request));
    case '5xx':
      return answerAct(refusal(BROKEN, request));
    case 'reset before':
      return { isForwarded: false, reply: 'reset' };
    case 'reset after':
      return { reply: 'reset' };
    case 'truncated':
      return { reply: 'truncated' };
    case 'slow':
      return slowAct(chance * SLOWEST_MS);
  }
}

type Refusals = Record<Party | 'S3', PlainAnswer>;

function refusal(refusals: Refusals, { party, operation }: PartyRequest): PlainAnswer {
  return refusals[operation.startsWith('s3:') ? 'S3' : party];
}

const ACME = 'application/problem+json';
const AWS_JSON = 'application/x-amz-json-1.1';

/** DynamoDB, ACM and Secrets Manager have "too many requests" as a 400, S3 as a 503. */
const BUSY: Refusals = {
  CA: {
    status: 429,
    type: ACME,
    headers: { 'retry-after': '1' },
    body: '{"type":"urn:ietf:params:acme:error:rateLimited","detail":"Service busy; retry later."}',
  },
  DNScale: {
    status: 429,
    type: 'application/json',
    headers: { 'retry-after': '1' },
    body: '{"status":"error","error":{"code":"RATE_LIMITED","message":"too many requests"}}',
  },
  AWS: { status: 400, type: AWS_JSON, body: '{"__type":"ThrottlingException","message":"Rate exceeded"}' },
  S3: {
    status: 503,
    type: 'application/xml',
    body: '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
  },
};

const BROKEN: Refusals = {
  CA: { status: 502, type: 'text/html', body: '<html>Bad gateway</html>' },
  DNScale: { status: 502, type: 'text/html', body: '<html>Bad gateway</html>' },
  AWS: { status: 500, type: AWS_JSON, body: '{"__type":"InternalServerError","message":"We failed"}' },
  S3: {
    status: 500,
    type: 'application/xml',
    body: '<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>',
  },
};

/** The same for the same text: its FNV-1a hash is the seed. */
function randomOf(text: string): Random {
  const seed = [...text].reduce(
    (hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193),
    0x811c9dc5,
  );
  return seededRandom(seed);
}
