/**
 * The world of the distribution benchmark: that of the proofs, with lags and faults that are drawn for each issuance, and
 * warm renewers with a certificate each, which is issued before anything is measured.
 */
import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import type { Asked, Meeting } from '../../test/support/world/dnscale/server-modes.ts';
import { acmRegion, aProofDefinition } from '../proofs/proof-definition.ts';
import { type ProofWorld, startProofWorld } from '../proofs/proof-world.ts';
import { createFaults, type Faults, type Struck } from './distribution-faults.ts';
import type { Lags } from './lag-distribution.ts';
import { openWarmRenewer, type WarmRenewer } from './warm-renewer.ts';

export const API_LATENCY_MS = 40;
/** A cap of the renewer's, twice the longest lag. */
const PROPAGATION_TIMEOUT_S = 120;

/** As the table has it: instants are text. */
export type StateItem = Pick<CertificateState, 'failure' | 'history'> & { nextCheckAt?: string };

/** One certificate, with the renewer that works on it. */
export type Lane = {
  renewer: WarmRenewer;
  certificateName: string;
  certificateArn: string;
  /** What struck its calls, since it was emptied last. */
  struck: Struck;
  setLags(lags: Lags): void;
  /** Leaves the request in the table. */
  ask(): Promise<void>;
  /** The serial number that ACM holds under the ARN, without asking it. */
  held(): string;
  /** What DescribeCertificate shows, asked by a client of our own. */
  described(): Promise<string>;
  /** Whether the CA says that it has issued it. */
  isIssued(serial: string): Promise<boolean>;
  readState(): Promise<StateItem>;
  /** At DNScale. */
  valuesLeft(): string[];
  /** A week passes: what was issued counts no more towards our own limits. */
  passWeek(): Promise<void>;
};

export type DistributionWorld = {
  lanes: Lane[];
  faults: Faults;
  /** TXT values at DNScale. */
  valuesLeft(): number;
  stop(): Promise<void>;
};

export type WorldOptions = {
  lanes: number;
  /** Of the calls that meet a fault. */
  share: number;
  seed: number;
  /** The CA takes a random whole number of seconds below this for a validation. */
  validation: number;
};

export async function startDistributionWorld(options: WorldOptions): Promise<DistributionWorld> {
  const lags = new Map<string, Record<string, number>>();
  const faults = createFaults(options.share, options.seed);
  const world = await startProofWorld({
    dnscale: { latencyMs: API_LATENCY_MS, meets: (asked) => meets(asked, lags, faults) },
    pebble: { validationSeconds: options.validation },
    propagationTimeoutSeconds: PROPAGATION_TIMEOUT_S,
  });
  const lanes: Lane[] = [];
  const stop = async () => {
    await Promise.all(lanes.map(({ renewer }) => renewer.stop()));
    await world.stop();
  };
  try {
    const opened = Array.from({ length: options.lanes }, async (_, index) => {
      lanes.push(await openLane(index, { world, faults, lags }));
    });
    await Promise.all(opened);
    const valuesLeft = () => lanes.flatMap((lane) => lane.valuesLeft()).length;
    return { lanes, faults, valuesLeft, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function meets(asked: Asked, lags: Map<string, Record<string, number>>, faults: Faults): Meeting | undefined {
  const lagMs = lags.get(asked.name)?.[asked.server];
  const fault = faults.strikeQuestion(asked);
  return lagMs === undefined ? fault : { ...fault, lagMs };
}

type Place = { world: ProofWorld; faults: Faults; lags: Map<string, Record<string, number>> };

async function openLane(index: number, { world, faults, lags }: Place): Promise<Lane> {
  const { aws, dnscale, pebble } = world.parties;
  const struck: Struck = [];
  const renewer = await openWarmRenewer(world.forRenewers, faults.scriptFor(index, struck));
  const region = acmRegion(index);
  const definition = aProofDefinition(index, renewer);
  const { certificateName } = definition;
  // A zone of its own: the emulator's name servers read a zone's whole past at every question.
  dnscale.addZone(certificateName);
  await world.declare(definition);
  await renewer.run(certificateName);
  const challengeName = `_acme-challenge.${certificateName}`;
  const acm = new ACMClient({ ...aws.acmConfiguration, region });
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(aws.clientConfiguration));
  const item = { TableName: world.statesTableName, Key: { certificateName, kind: 'state' } };
  const readState = async () =>
    (await table.send(new GetCommand({ ...item, ConsistentRead: true }))).Item as StateItem;
  const [held] = aws.acm?.held(region) ?? [];
  if (!held) throw new Error(`${certificateName} was not issued: ${(await readState()).failure?.message}`);
  const { certificateArn } = held;
  return {
    renewer,
    certificateName,
    certificateArn,
    struck,
    setLags: ({ serversMs }) => {
      const byServer = dnscale.nameServers.map(({ name }, server) => [name, serversMs[server] ?? 0]);
      lags.set(challengeName, Object.fromEntries(byServer));
    },
    ask: () => world.askToRenew(certificateName),
    held: () => serialOf(held.leaf.certificate.serialNumber),
    described: async () => {
      const command = new DescribeCertificateCommand({ CertificateArn: certificateArn });
      return serialOf((await acm.send(command)).Certificate?.Serial ?? '');
    },
    isIssued: async (serial) => (await pebble.certificateStatus(serial)).status === 'Valid',
    readState,
    valuesLeft: () => dnscale.txtValues(challengeName),
    passWeek: async () => {
      await table.send(
        new UpdateCommand({ ...item, UpdateExpression: 'REMOVE issuances, history, failedValidations' }),
      );
    },
  };
}

function serialOf(text: string): string {
  return text.replaceAll(':', '').toLowerCase();
}
