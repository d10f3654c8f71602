/** `remove` at a deployed renewer: a request, plan and whole runs in one process; only the parties are models. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createCheckRequests } from '../../../../functions/aws/check-requests.ts';
import { createDeclaredCertificates } from '../../../../functions/aws/declared-certificates.ts';
import { aDefinition, anOwner } from '../../../support/builders.ts';
import { type DeploymentsWorld, openDeploymentsWorld } from '../../../support/world/deployments-world.ts';
import { MODEL_TABLES } from '../../../support/world/models/dynamodb.ts';
import { FOREVER } from '../../../support/world/models/virtual-clock.ts';

const NAME = 'example.com';
const TICK_MS = 600_000;
const HOUR_MS = 3_600_000;
const LISTENER = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-lb/1';

const neverCalled = () => Promise.reject(new Error('no stack takes part'));

let world: DeploymentsWorld;

/** It was declared, issued, and its construct went. */
beforeEach(async () => {
  world = await openDeploymentsWorld({ onEvent: neverCalled, isComplete: neverCalled }, [NAME]);
  await declare();
  await world.declare.registry.removeDefinition(NAME, anOwner(), FOREVER);
  await ask({});
  await passTick();
  expect(world.acm.arns()).toHaveLength(2);
});

async function declare() {
  const definition = aDefinition({ regions: ['eu-central-1', 'us-east-1'], storeInSecretsManager: true });
  await world.declare.registry.putDefinition({ definition, owner: anOwner() }, { isMoved: false }, FOREVER);
  await ask({});
  await passTick();
}

async function ask(request: { isRemoval?: boolean; destroys?: boolean }) {
  const requests = createCheckRequests({
    client: () => world.tables.client,
    tableName: MODEL_TABLES.requests,
  });
  await requests.add(NAME, { id: crypto.randomUUID(), dueAt: world.clock.now(), ...request }, FOREVER);
}

async function remove() {
  await ask({ isRemoval: true });
  await passTick();
}

/** The tick sends the message, and the run has its time before the next one. */
async function passTick() {
  await world.pass(TICK_MS);
  await world.pass(TICK_MS / 4);
}

const state = async () => {
  const { client } = world.tables;
  const declared = createDeclaredCertificates({ client: () => client, tables: MODEL_TABLES });
  return declared.readState(NAME, FOREVER);
};
const objects = () =>
  ['current.json', 'bundle.pem', 'privkey.pem', 'cert.pem', 'chain.pem', 'fullchain.pem'].filter(
    (name) => world.bucket.text(`live/${NAME}/${name}`) !== undefined,
  );

describe('what is left of a certificate', () => {
  it('goes when a person asks for it: ACM’s copies, the secret, the live files and what the state knew', async () => {
    expect(objects()).toHaveLength(6);
    const { version } = (await state())?.certificate ?? {};
    const [first, second] = world.acm.arns();
    const { secretArn } = (await state())?.secret ?? {};
    const emit = vi.spyOn(world.ports.events, 'emit');

    await remove();

    const told = emit.mock.calls.flatMap(([one]) =>
      one.event === 'left-over-deleted' ? [`${one.from} ${one.subject} ${'restorableUntil' in one}`] : [],
    );
    expect(told).toEqual([
      ...[`acm ${first} false`, `acm ${second} false`],
      ...[`secrets-manager ${secretArn} true`, `s3 ${NAME} false`],
    ]);
    expect(world.acm.arns()).toEqual([]);
    expect(objects()).toEqual([]);
    const left = await state();
    expect(left).toMatchObject({ installations: {}, removal: { endedAt: expect.any(Date) } });
    expect(left).not.toHaveProperty('certificate');
    expect(left).not.toHaveProperty('secret');
    expect(left?.removal).not.toHaveProperty('kept');
    // What counts towards the CA's limits, and what may be made live again.
    expect(Object.keys(left?.issuances ?? {})).toHaveLength(1);
    expect(world.bucket.text(`archive/${NAME}/${version}/privkey.pem`)).toContain('PRIVATE KEY');
  });

  it('stays without such a request, and is not told to be kept once more', async () => {
    const emit = vi.spyOn(world.ports.events, 'emit');
    await ask({});
    await passTick();

    expect(emit).toHaveBeenCalledWith(expect.objectContaining({ event: 'run-finished' }));
    expect(emit).not.toHaveBeenCalledWith(expect.objectContaining({ event: 'warning' }));
    expect(world.acm.arns()).toHaveLength(2);
    expect(objects()).toHaveLength(6);
    expect(await state()).not.toHaveProperty('removal');
  });

  it('stays where something uses it, and says so; what is live stays with it, until it is asked for again', async () => {
    const [used = '', free = ''] = world.acm.arns();
    world.acm.use(used);

    await remove();

    expect(world.acm.arns()).toEqual([used]);
    expect(objects()).toHaveLength(6);
    expect(await state()).toMatchObject({
      certificate: { domainNames: [NAME] },
      removal: {
        endedAt: expect.any(Date),
        kept: [{ arn: used, why: 'it is in use, so it was not deleted', usedBy: [LISTENER] }],
      },
    });
    expect(free).not.toBe('');

    world.acm.use(used, false);
    await remove();

    expect(world.acm.arns()).toEqual([]);
    expect(objects()).toEqual([]);
  });

  it.each([
    ['of a person', { isRemoval: true }],
    ['of an owner', { destroys: true }],
  ])('stays where its tags give it to another certificate, by the request %s', async (_, request) => {
    const [theirs = ''] = world.acm.arns();
    const leaf = world.acm.leafOn(theirs);
    world.acm.hold(theirs, leaf, { ...world.acm.tagsOn(theirs), 'dnscale-certs:certificate': 'web' });

    const emit = vi.spyOn(world.ports.events, 'emit');

    await ask(request);
    await passTick();

    expect(world.acm.arns()).toEqual([theirs]);
    const left = await state();
    expect(left?.installations).toEqual({});
    expect(left?.removal?.kept).toBeUndefined();
    expect(emit).toHaveBeenCalledWith({
      event: 'warning',
      subject: theirs,
      message: `${theirs} belongs to the certificate web by its tags. So it was not deleted, and is no longer counted as a copy of example.com.`,
    });
  });

  it('means nothing while it is declared', async () => {
    expect(Object.values((await state())?.installations ?? {})).toEqual([
      expect.objectContaining({ keptAt: expect.any(Date) }),
      expect.objectContaining({ keptAt: expect.any(Date) }),
    ]);
    await declare();
    await remove();

    expect(world.acm.arns()).toHaveLength(2);
    expect(objects()).toHaveLength(6);
    expect(await state()).not.toHaveProperty('removal');
    expect(JSON.stringify(await state())).not.toContain('keptAt');
  });

  it('is made live again from the archive, without an order, when it is declared anew', async () => {
    await remove();

    await declare();

    expect(world.acm.arns()).toHaveLength(2);
    expect(objects()).toHaveLength(6);
    expect(await state()).not.toHaveProperty('removal');
    expect(world.ca.issued).toHaveLength(1);
  });
});

describe('a removal that is cut off', () => {
  /** The run that does this for the first time is killed right behind it: nothing that it knows is written down. */
  function killAfter<Port extends object>(port: Port, method: keyof Port & string) {
    const { claim } = world.ports.records;
    const real = port[method] as (...args: unknown[]) => Promise<unknown>;
    let hasDied = false;
    let isDead = false;
    world.ports.records.claim = async (...args) => {
      isDead = false;
      const taken = await claim(...args);
      const orDie =
        <Args extends unknown[]>(act: (...given: Args) => Promise<void>) =>
        async (...given: Args) => {
          if (isDead) throw new Error('killed');
          await act(...given);
        };
      return (
        taken && {
          get state() {
            return taken.state;
          },
          write: orDie(taken.write),
          report: orDie(taken.report),
        }
      );
    };
    const dying = async (...args: unknown[]) => {
      const result = await real(...args);
      isDead ||= !hasDied;
      hasDied = true;
      if (isDead) throw new Error('killed');
      return result;
    };
    Object.assign(port, { [method]: dying });
    return () => hasDied;
  }

  it.each([
    ['the first copy in ACM is deleted', () => killAfter(world.ports.importer, 'deleteCertificate')],
    ['the secret is deleted', () => killAfter(world.ports.secrets, 'deleteSecret')],
    ['the live files are gone', () => killAfter(world.ports.liveFiles ?? {}, 'removeLive' as never)],
  ])('once %s is finished by the next run', async (_, kill) => {
    const hasDied = kill();

    await remove();
    expect(hasDied()).toBe(true);
    expect((await state())?.removal?.endedAt).toBeUndefined();
    await passTick();

    expect(world.acm.arns()).toEqual([]);
    expect(objects()).toEqual([]);
    expect(await state()).toMatchObject({ installations: {}, removal: { endedAt: expect.any(Date) } });
  });

  it('by a failure of AWS is tried again by itself, without a request', async () => {
    const { deleteCertificate } = world.ports.importer;
    world.ports.importer.deleteCertificate = () => Promise.reject(new Error('AWS is away'));
    await remove();
    expect(await state()).toMatchObject({ failure: { code: 'unexpected' } });
    expect(world.tables.items(MODEL_TABLES.requests)).toEqual([]);
    world.ports.importer.deleteCertificate = deleteCertificate;

    await world.pass(HOUR_MS);
    await passTick();

    expect(world.acm.arns()).toEqual([]);
    expect(objects()).toEqual([]);
    expect(await state()).not.toHaveProperty('failure');
  });
});
