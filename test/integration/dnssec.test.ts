/**
 * DNSSEC that is really broken, judged by a resolver that really validates: found before an order by the run and by the
 * renew function's own wiring, and by `doctor` and `try`. The system's resolver sees nothing of it, as on Lambda.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import { readEnvironment } from '../../functions/renew/environment.ts';
import { wire } from '../../functions/renew/wiring.ts';
import { createResolver } from '../../functions/resolver/create-resolver.ts';
import { SIGNED_ZONE, startSignedWorld } from '../support/dnssec/signed-world.ts';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';
import { examineIn, notOk, textOf } from './doctor-world.ts';
import { eventsOf, tryArguments, tryEnvironment } from './try-world.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone(SIGNED_ZONE);
});
afterAll(() => world.stop());

/** Nothing listens there. */
const NOBODY = '127.0.0.1:9';

function engineAsking(validating: string) {
  const engine = createEngine(world, { definition: { domainNames: [SIGNED_ZONE] } });
  engine.ports.lookups = createResolver({
    allowPrivateNameServers: true,
    clock,
    recursiveServers: [world.dnscale.resolverAddress],
    nameServerPort: world.dnscale.dnsPort,
    validatingServers: [validating],
  });
  return engine;
}

describe('a run, where DNSSEC is broken', () => {
  it('stops before the order, for a person, and issues once it is mended', async () => {
    const { address } = await startSignedWorld('old DS record');
    const engine = engineAsking(address);

    await engine.run();

    expect(engine.records.state.failure).toMatchObject({
      code: 'dnssec-broken',
      disposition: 'person',
      step: 'preflight',
      message: expect.stringContaining('DNSKEY Missing: no DNSKEY of example.com fits its DS record'),
    });
    expect(engine.events.named('order-created')).toEqual([]);
    expect(engine.events.named('txt-published')).toEqual([]);

    engine.ports.lookups = engineAsking((await startSignedWorld('intact')).address).ports.lookups;
    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual([SIGNED_ZONE]);
    expect(engine.events.named('warning')).toEqual([]);
  });

  it('warns, and goes on, where no validating resolver can be reached', async () => {
    const engine = engineAsking(NOBODY);

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.events.named('warning')).toEqual([
      {
        event: 'warning',
        subject: SIGNED_ZONE,
        message:
          'Whether DNSSEC is intact for example.com is not known: the resolver 127.0.0.1:9 cannot be asked (connection ' +
          'refused over UDP and TCP). This stops nothing; if DNSSEC is broken, the CA refuses the validation.',
      },
    ]);
  });
});

describe('the renew function', () => {
  it('asks the resolvers of its environment, and no other', async () => {
    const { address, plainAddress } = await startSignedWorld('signatures expired');
    const ask = async (validating: string) => {
      const { portsFor } = wire(readEnvironment(functionEnvironment(plainAddress, validating)));
      return portsFor('any').lookups.checkDnssec(SIGNED_ZONE, deadlineIn(10_000, clock));
    };

    expect(await ask(address)).toMatchObject({ status: 'broken' });
    expect(await ask(NOBODY)).toMatchObject({ status: 'unknown', detail: expect.stringContaining(NOBODY) });
    expect(await ask('')).toMatchObject({
      status: 'unknown',
      detail: expect.stringContaining('no validating resolver is given'),
    });
  });
});

describe('dnscale-certs', () => {
  it('tells it as doctor', async () => {
    const { address: validatingResolver } = await startSignedWorld('forged records');

    const findings = await examineIn(world, SIGNED_ZONE, { validatingResolver });

    expect(notOk(findings)).toEqual(['dnssec example.com failure']);
    expect(textOf(findings, 'dnssec')).toContain('no key of example.com has signed SOA of example.com');
    expect(notOk(await examineIn(world, SIGNED_ZONE, { validatingResolver: NOBODY }))).toEqual([
      'dnssec example.com unknown',
    ]);
  });

  it('stops try before the order', async () => {
    const { address } = await startSignedWorld('no signatures');
    const folder = await makeTemporaryFolder('try-dnssec');

    const ended = await runDnscaleCerts(
      [...tryArguments(world, folder, [SIGNED_ZONE]), '--json'],
      tryEnvironment(world, { DNSCALE_CERTS_VALIDATING_RESOLVERS: address }),
    );
    await removeFolder(folder);

    expect(ended.exitCode).toBe(1);
    const events = eventsOf(ended);
    expect(events.filter(({ event }) => event === 'run-failed')).toMatchObject([{ code: 'dnssec-broken' }]);
    expect(events.filter(({ event }) => event === 'order-created')).toEqual([]);
  });
});

function functionEnvironment(resolver: string, validating: string) {
  return {
    STACK_NAME: 'Certs',
    RENEWER: 'eu-central-1/Certs',
    CERTIFICATE_AUTHORITIES: 'https://ca.test/a https://ca.test/b',
    DEFINITIONS_TABLE_NAME: 'definitions',
    REQUESTS_TABLE_NAME: 'requests',
    STATES_TABLE_NAME: 'states',
    CERTIFICATE_BUCKET_NAME: 'certificates',
    CERTIFICATE_BUCKET_OWNER: '111122223333',
    TOKEN_SECRET_NAME: 'token',
    TICK_MINUTES: '10',
    DNSCALE_API_URL: world.dnscale.apiUrl,
    DNSCALE_HTTP_TIMEOUT_SECONDS: '30',
    DNSCALE_TTL_SECONDS: '120',
    DNSCALE_PROPAGATION_TIMEOUT_SECONDS: '120',
    DNSCALE_CLOSED_PORT_WAIT_SECONDS: '60',
    DNS_RESOLVERS: resolver,
    DNS_VALIDATING_RESOLVERS: validating,
    NAME_SERVER_PORT: '53',
    NAME_SERVER_DOMAINS: 'dnscale.test',
  };
}
