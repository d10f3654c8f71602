/**
 * The deployed product without the cloud: the real engine and the real AWS adapters, wired as the functions wire them, on
 * models of all parties (models/) and a virtual clock. It starts nothing by itself.
 */
import { generateKeyPairSync, type X509Certificate } from 'node:crypto';
import { createCertificateImporter } from '../../../functions/aws/certificate-importer.ts';
import { createCertificateRecords } from '../../../functions/aws/certificate-records.ts';
import { createCertificateStore } from '../../../functions/aws/certificate-store.ts';
import { createDeclaredCertificates } from '../../../functions/aws/declared-certificates.ts';
import { createDefinitionRegistry } from '../../../functions/aws/definition-registry.ts';
import { createDueIndex } from '../../../functions/aws/due-index.ts';
import { createOrderQuota } from '../../../functions/aws/order-quota.ts';
import { createTokenTrials } from '../../../functions/aws/token-trials.ts';
import { parseWorkMessage } from '../../../functions/aws/work-message.ts';
import { createWorkQueue } from '../../../functions/aws/work-queue.ts';
import { versionName } from '../../../functions/engine/certificate/version-name.ts';
import type { DeclarePorts } from '../../../functions/engine/declare/declare-certificate.ts';
import type { RenewerError } from '../../../functions/engine/errors.ts';
import type { DeclaredCertificates } from '../../../functions/engine/ports/records.ts';
import type { PlanPorts } from '../../../functions/engine/run/plan-checks.ts';
import { renewCertificate } from '../../../functions/engine/run/renew-certificate.ts';
import type { RunPorts } from '../../../functions/engine/run/run.ts';
import { createMemorySecrets } from '../memory-ports.ts';
import { tryModelledToken } from './modelled-trial.ts';
import { type AcmModel, createAcmModel } from './models/acm.ts';
import { type CaModel, type CaOptions, createCa, createModelCsr } from './models/ca.ts';
import type { CapacityMeter } from './models/capacity.ts';
import { type Coverage, createCoverage } from './models/coverage.ts';
import { createDnscaleModel, type DnscaleModel, type DnscaleOptions } from './models/dnscale.ts';
import { createTablesModel, EARLIER_MODEL_TABLE, MODEL_TABLES, type TablesModel } from './models/dynamodb.ts';
import { createRunLog, type RunLog } from './models/run-log.ts';
import { BUCKET_OWNER, type BucketModel, createBucketModel } from './models/s3.ts';
import type { Random } from './models/seeded-random.ts';
import { createQueueModel, type QueueModel } from './models/sqs.ts';
import type { Troubles } from './models/troubles.ts';
import { createVirtualClock, type VirtualClock } from './models/virtual-clock.ts';

/** A message holds for a tick of ten minutes. */
const HOLDS_MS = 600_000;

/** The one that a `region` disables. */
export const OPT_IN_REGION = 'eu-south-1';

export type ModelledWorld = {
  clock: VirtualClock;
  /** Every run has these. */
  ports: RunPorts;
  plan: PlanPorts;
  declare: DeclarePorts;
  /** What a deployment reads while it waits. */
  declared: DeclaredCertificates;
  ca: CaModel;
  dnscale: DnscaleModel;
  tables: TablesModel;
  bucket: BucketModel;
  acm: AcmModel;
  queue: QueueModel;
  coverage: Coverage;
  log: RunLog;
};

type Parties = Omit<ModelledWorld, 'ports' | 'queue' | 'plan' | 'declare' | 'declared'>;

/** What takes how long and what leads where, where a test is about that. */
export type FixedTimes = Pick<CaOptions, 'validation' | 'issuingTakesMs'> &
  Pick<DnscaleOptions, 'lagMs' | 'cnames'>;

/** How a fleet that has lived for long gets into the world. */
type Lenience = Pick<CaOptions, 'backdatedMs' | 'countsNothing'>;

export type ModelledWorldOptions = FixedTimes &
  Lenience & {
    startsAt: Date;
    troubles: Troubles;
    zoneNames: readonly string[];
    /** Counts what the calls to DynamoDB consume. @default - nothing is counted */
    meter?: CapacityMeter;
  };

export async function createModelledWorld(
  { startsAt, troubles, zoneNames, lagMs, cnames, meter, ...ofCa }: ModelledWorldOptions,
  random: Random,
  clock = createVirtualClock(startsAt),
): Promise<ModelledWorld> {
  const dnscale = createDnscaleModel({ clock, random, troubles, zoneNames, lagMs, cnames });
  const ca = await createCa({ clock, random, troubles, dnscale, ...ofCa });
  const coverage = createCoverage();
  const parties: Parties = {
    clock,
    ca,
    dnscale,
    coverage,
    tables: createTablesModel(meter),
    bucket: createBucketModel((key, text) => noteLiveCopy(key, text, coverage, clock), clock),
    acm: createAcmModel({
      clock,
      random,
      isThrottled: () => troubles.isIn('acm', clock.now()),
      isOff: (region) => region === OPT_IN_REGION && troubles.isIn('region', clock.now()),
      onImport: (leaf, region) => noteImport(leaf, region, coverage, clock),
    }),
    log: createRunLog(),
  };
  const ports = wireRun(parties, troubles);
  const queue = createQueueModel({
    clock,
    random,
    concurrency: 5,
    shareDoubled: 0.01,
    work: (body, sentAt) => work(body, sentAt, ports, parties),
  });
  return { ...parties, ports, queue, ...wirePlanAndDeclare(parties, ports, queue) };
}

function wirePlanAndDeclare(
  { clock, tables, log }: Parties,
  { tokenVersions, importer: existing }: RunPorts,
  model: QueueModel,
) {
  const queue = createWorkQueue({ client: () => model.client, queueUrl: 'https://queue.test/1' });
  const options = { client: () => tables.client, tables: MODEL_TABLES, clock };
  const tokenTrials = createTokenTrials({ client: options.client, tableName: MODEL_TABLES.states });
  const plan: PlanPorts = { dueIndex: createDueIndex(options), tokenVersions, tokenTrials, queue, clock };
  let requests = 0;
  const newId = () => {
    requests += 1;
    return `request-${requests}`;
  };
  const registry = createDefinitionRegistry({ ...options, newId });
  const declared = createDeclaredCertificates(options);
  const token = { tokenVersions, tokenSecretName: 'dnscale/token' };
  const warn = ({ message }: RenewerError) => log.lost(message);
  const declare: DeclarePorts = { existing, registry, declared, ...token, queue, clock, warn };
  return { plan, declare, declared };
}

function noteLiveCopy(key: string, text: string, coverage: Coverage, clock: VirtualClock): void {
  if (!key.endsWith('/current.json')) return;
  const { serial, notAfter, domainNames } = JSON.parse(text);
  const held = { certificateName: domainNames[0], serial, notAfter: new Date(notAfter) };
  coverage.moved({ place: 'live copy', ...held, since: clock.now() });
}

function noteImport(leaf: X509Certificate, region: string, coverage: Coverage, clock: VirtualClock): void {
  const { subjectAltName = '', serialNumber, validToDate: notAfter } = leaf;
  const [certificateName = ''] = subjectAltName.replaceAll('DNS:', '').split(', ');
  const held = { certificateName, serial: serialNumber.toLowerCase(), notAfter };
  coverage.moved({ place: 'ACM', region, ...held, since: clock.now() });
}

function wireRun({ clock, ca, dnscale, tables, bucket, acm, log }: Parties, troubles: Troubles): RunPorts {
  const keys = Array.from({ length: 8 }, newKey);
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };
  const client = () => tables.client;
  const store = createCertificateStore({
    client: () => bucket.client,
    bucketName: 'proof',
    bucketOwner: BUCKET_OWNER,
    clock,
  });
  return {
    clock,
    records: createCertificateRecords({
      client,
      tables: MODEL_TABLES,
      earlierTableName: EARLIER_MODEL_TABLE,
      clock,
    }),
    orderQuota: createOrderQuota({
      client,
      tableName: MODEL_TABLES.states,
      clock,
      newId: () => `order-${next()}`,
    }),
    store,
    storeProof: store,
    liveFiles: store,
    importer: createCertificateImporter({
      client: acm.clients,
      renewer: 'eu-central-1/proof',
      stackName: 'proof',
      clock,
    }),
    secrets: createMemorySecrets(),
    zones: dnscale.zones,
    txtRecords: dnscale.txtRecords,
    resolver: dnscale.resolver,
    lookups: dnscale.lookups,
    nameServerDomains: ['dnscale.test'],
    tokenVersions: { readCurrentVersion: async () => `version-${1 + troubles.tokensUntil(clock.now())}` },
    expectAuthority: () => {},
    acmeServer: () => ca.acme,
    propagation: { timeoutMs: 120_000, closedPortWaitMs: 60_000 },
    // Keys made in advance: a year has thousands of runs, and keys are not its subject.
    readRoots: () => [],
    createKey: async () => keys[next() % keys.length] ?? newKey(),
    createCsr: createModelCsr,
    newVersion: (now) => versionName(now, Buffer.from(next().toString(16).padStart(8, '0'), 'hex')),
    newRunId: () => `run-${next()}`,
    events: log,
  };
}

/** A certificate's private key, in PEM. */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Does what the renew function does with a message (functions/renew/handler.ts), in the same time. */
async function work(
  body: string,
  askedAt: Date,
  ports: RunPorts,
  { clock, log, tables }: Parties,
): Promise<void> {
  const message = parseWorkMessage(body);
  if ('fault' in message) throw new Error(message.fault);
  const startedAt = clock.now();
  const deadlines = runTimes(clock);
  try {
    if ('task' in message) await tryModelledToken(ports, { tables, log }, deadlines.work);
    else await renewCertificate(message.certificateName, ports, deadlines, { askedAt, holdsMs: HOLDS_MS });
  } catch (thrown) {
    log.lost(String(thrown));
  } finally {
    for (const { release } of Object.values(deadlines)) release();
    log.ended(clock.now().getTime() - startedAt.getTime());
  }
}

/** A run's share of Lambda's 5 minutes, as the handler divides them. */
export function runTimes(clock: VirtualClock) {
  return {
    work: clock.deadlineIn(260_000),
    cleanUp: clock.deadlineIn(285_000, 'the clean-up'),
    end: clock.deadlineIn(290_000, 'the end of this run'),
  };
}
