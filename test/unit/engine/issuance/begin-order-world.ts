/** `beginOrder` over ports in memory that say what happened, in its order. */
import { once } from 'node:events';
import { systemClock } from '../../../../functions/engine/deadline.ts';
import { type ErrorCode, RenewerError } from '../../../../functions/engine/errors.ts';
import { type BeginPorts, beginOrder, makeKey } from '../../../../functions/engine/issuance/begin-order.ts';
import type { IssuanceJob } from '../../../../functions/engine/issuance/issuance-job.ts';
import type { OrderRequest } from '../../../../functions/engine/ports/acme.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import { createSteps } from '../../../../functions/engine/run/steps.ts';
import {
  aDefinition,
  anOrder,
  anOrderJournal,
  aStoredCertificate,
  NOW,
  noDeadline,
} from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import {
  createMemoryRecords,
  createMemoryStore,
  createRecordedEvents,
} from '../../../support/memory-ports.ts';

export const CERT_ID = 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE';
const WINDOW = {
  startsAt: new Date('2026-11-22T00:00:00Z'),
  endsAt: new Date('2026-11-24T00:00:00Z'),
};
export const ADVISED: Partial<CertificateState> = {
  certificate: aStoredCertificate({ certId: CERT_ID }),
  renewalInfo: { certId: CERT_ID, window: WINDOW, askAgainAt: WINDOW.endsAt },
};
export const JOURNAL = anOrderJournal({ version: 'v-killed', csr: 'AQID' });

type Given = {
  state?: Partial<CertificateState>;
  definition?: Parameters<typeof aDefinition>[0];
  /** What the CA says to an order that replaces another one. */
  refusal?: ErrorCode;
  /** Behind that. */
  cause?: Error;
  forced?: boolean;
  unlimited?: boolean;
  /** Undefined when the CA cannot be asked for it. @default undefined */
  accountUrl?: string | undefined;
  caaIdentities?: string[];
  /** The CA has taken the order, and is asked for the account or its directory in vain. @default false */
  isSilent?: boolean;
  hasDeployedAccount?: boolean;
  /** Our own limit on orders is reached. */
  isFull?: boolean;
  liveVersion?: string;
  createKey?: () => Promise<string>;
  /** What the archive says to the key of the run that was killed. */
  unarchivable?: RenewerError;
};

/** The outcome, and what happened on the way, in order. */
export async function begin({
  state,
  definition,
  refusal,
  cause,
  forced = false,
  unlimited = false,
  isFull = false,
  unarchivable,
  liveVersion,
  accountUrl,
  caaIdentities,
  isSilent,
  hasDeployedAccount,
  createKey = async () => 'a new key',
}: Given = {}) {
  const calls: string[] = [];
  const asked: OrderRequest[] = [];
  const events = createRecordedEvents();
  const store = createMemoryStore();
  store.keys.set('v-killed', 'the key of before');
  if (liveVersion !== undefined) store.live = aStoredCertificate({ version: liveVersion });
  const archiveKey = store.archiveKey;
  store.archiveKey = (...given) => {
    calls.push('archive key');
    if (unarchivable && given[1] === 'v-killed') throw unarchivable;
    return archiveKey(...given);
  };
  const records = createMemoryRecords(undefined, state);
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  if (!claim) throw new Error('there is no claim');
  const write = claim.write;
  claim.write = (changes, deadline) => {
    const { csr, url } = changes.order ?? {};
    calls.push(`write ${[csr && 'csr', url && 'url'].filter(Boolean).join(' and ')}`);
    return write(changes, deadline);
  };
  const ports: BeginPorts = {
    hasDeployedAccount,
    acme: {
      ...accountAt({ accountUrl, caaIdentities, isSilent }),
      createOrder: async (request: OrderRequest) => {
        calls.push('newOrder');
        asked.push(request);
        if (request.replaces === undefined || refusal === undefined) return anOrder();
        throw new RenewerError({ code: refusal, disposition: 'next-run', message: 'the CA’s words.', cause });
      },
    },
    orderQuota: {
      take: async () => {
        calls.push('count order');
        if (isFull)
          throw new RenewerError({ code: 'acme-rate-limited', disposition: 'not-before', message: 'full' });
      },
    },
    clock: createManualClock(NOW),
    createKey,
    createCsr: async () => new Uint8Array([1, 2, 3]),
    newVersion: () => 'v-new',
    store,
    events,
  };
  const job: IssuanceJob = {
    definition: aDefinition(definition),
    definitionHash: 'hash-1',
    claim,
    deadline: noDeadline(),
    cleanUpDeadline: noDeadline(),
    forced,
    unlimited,
    steps: createSteps(systemClock),
  };
  const begun = await beginOrder(job, makeKey(job, ports), ports).catch((error: unknown) => error);
  return { calls, asked, events, begun, journal: records.state.order, accounts: records.state.accounts };
}

function accountAt({
  accountUrl,
  caaIdentities = ['ca.test'],
  isSilent = false,
}: Given): Pick<BeginPorts['acme'], 'readAccountUrl' | 'readMeta'> {
  return {
    readAccountUrl: async () => {
      if (accountUrl === undefined) throw new Error('the CA is away');
      return accountUrl;
    },
    readMeta: async ({ signal }) => {
      if (isSilent) await once(signal, 'abort');
      signal.throwIfAborted();
      return { profiles: [], caaIdentities, externalAccountRequired: false };
    },
  };
}
