/** A renewer with one certificate in two regions, and what a person asks of it; only the parties are models. */
import { X509Certificate } from 'node:crypto';
import { createCheckRequests, type RevocationWanted } from '../../../../functions/aws/check-requests.ts';
import type { CertificateDefinition } from '../../../../functions/engine/config/definition.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import { aDefinition, anOwner } from '../../../support/builders.ts';
import { type DeploymentsWorld, openDeploymentsWorld } from '../../../support/world/deployments-world.ts';
import { MODEL_TABLES } from '../../../support/world/models/dynamodb.ts';
import { FOREVER } from '../../../support/world/models/virtual-clock.ts';

const NAME = 'example.com';
const TICK_MS = 600_000;

export type RevocationsWorld = DeploymentsWorld & {
  /** And lets two ticks pass. */
  redeclare(changes?: Partial<CertificateDefinition>): Promise<void>;
  withdraw(): Promise<void>;
  ticks(count: number): Promise<void>;
  /** Asks for it, of what is live unless `serial` says otherwise, and lets two ticks pass. */
  revoke(wanted?: Partial<RevocationWanted>): Promise<{ serial: string; id: string }>;
  /** Asks for a new certificate, and lets two ticks pass. */
  force(): Promise<void>;
  isOpen(id: string): Promise<boolean>;
  state(): Promise<CertificateState>;
  /** Its serial number. */
  live(): Promise<string>;
  /** What the CA has revoked, and why. */
  revoked(): string[];
  /** Serial numbers. */
  inAcm(): string[];
};

/** The certificate is issued. */
export async function openRevocationsWorld(): Promise<RevocationsWorld> {
  const neverCalled = () => Promise.reject(new Error('no stack takes part'));
  const world = await openDeploymentsWorld({ onEvent: neverCalled, isComplete: neverCalled }, [NAME]);
  const { registry } = world.declare;
  const requests = createCheckRequests({
    client: () => world.tables.client,
    tableName: MODEL_TABLES.requests,
  });
  const ticks = async (count: number) => {
    for (let tick = 0; tick < count; tick += 1) await world.pass(TICK_MS);
  };
  const check = async () => {
    await registry.requestCheck(NAME, { dueAt: world.clock.now() }, FOREVER);
    await ticks(2);
  };
  const ask = async (wanted: { isForced: true } | { revocation: RevocationWanted }) => {
    const id = crypto.randomUUID();
    await requests.add(NAME, { id, dueAt: world.clock.now(), ...wanted }, FOREVER);
    await ticks(2);
    return id;
  };
  const state = async () => {
    const read = await world.declared.readState(NAME, FOREVER);
    if (!read) throw new Error('there is no state');
    return read;
  };
  const live = async () => (await state()).certificate?.serial ?? '';
  const declare = async (changes: Partial<CertificateDefinition> = {}) => {
    const definition = aDefinition({ regions: ['eu-central-1', 'us-east-1'], ...changes });
    await registry.putDefinition({ definition, owner: anOwner() }, { isMoved: false }, FOREVER);
    await check();
  };
  await declare();
  return {
    ...world,
    redeclare: declare,
    withdraw: async () => {
      await registry.removeDefinition(NAME, anOwner(), FOREVER);
      await check();
    },
    ticks,
    revoke: async (wanted = {}) => {
      const serial = wanted.serial ?? (await live());
      const revocation = { reason: 'superseded' as const, now: false, ...wanted, serial };
      return { serial, id: await ask({ revocation }) };
    },
    force: async () => void (await ask({ isForced: true })),
    isOpen: async (id) => (await requests.findOpen([{ certificateName: NAME, id }], FOREVER)).has(id),
    state,
    live,
    revoked: () => world.ca.revoked.map(({ serial, reason }) => `${serial} ${reason}`),
    inAcm: () =>
      world.acm.arns().map((arn) => new X509Certificate(world.acm.leafOn(arn)).serialNumber.toLowerCase()),
  };
}
