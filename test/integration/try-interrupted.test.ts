/** `dnscale-certs try`, stopped half-way by a person or by a crash: the real command as a process of its own. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runDnscaleCerts, startDnscaleCerts } from '../support/world/command-line.ts';
import { type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';
import { eventsOf, namesOf, readPem, tryArguments, tryEnvironment } from './try-world.ts';

const CHALLENGE = '_acme-challenge.example.com';
const LONG_MS = 600_000;

let world: EngineWorld;
let folder: string;

beforeAll(async () => {
  world = await startEngineWorld();
  for (const name of ['example.com', 'example.org']) world.dnscale.addZone(name);
});

afterAll(() => world.stop());

beforeEach(async () => {
  folder = await makeTemporaryFolder('try');
  setLag(0);
});

afterEach(() => removeFolder(folder));

function setLag(lagMs: number): void {
  for (const { name } of world.dnscale.nameServers) world.dnscale.setServer(name, { lagMs });
}

/** The command, started, with its TXT value published, waiting for name servers that never show it. */
async function startAndWait(domainNames = ['example.com'], environment: NodeJS.ProcessEnv = {}) {
  setLag(LONG_MS);
  const args = [...tryArguments(world, folder, domainNames), '--json'];
  const running = startDnscaleCerts(args, tryEnvironment(world, environment));
  await running.untilLine('"verdict":"lagging"');
  return running;
}

const again = (domainNames = ['example.com']) =>
  runDnscaleCerts([...tryArguments(world, folder, domainNames), '--json'], tryEnvironment(world));

describe('dnscale-certs try', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('removes its TXT values on %s, and continues the order the next time', async (signal, code) => {
    const running = await startAndWait();

    running.signal(signal);
    const ended = await running.ended;

    expect(ended.exitCode).toBe(code);
    expect(ended.stderr).toMatch(/^error: Interrupted\./);
    expect(namesOf(ended)).toContain('interrupted');
    expect(world.dnscale.txtValues(CHALLENGE)).toEqual([]);
    setLag(0);
    const next = await again();
    expect(next.exitCode).toBe(0);
    expect(namesOf(next)).toContain('order-resumed');
    expect(namesOf(next)).not.toContain('order-created');
  });

  it('continues with order and value of a run that was killed', async () => {
    const running = await startAndWait();
    running.signal('SIGKILL');
    await running.ended;
    const [left] = world.dnscale.txtValues(CHALLENGE);
    expect(left).toMatch(/^[\w-]{43}$/);
    setLag(0);

    const next = await again();

    expect(next.exitCode).toBe(0);
    expect(namesOf(next)).toContain('order-resumed');
    expect(namesOf(next)).not.toContain('order-created');
    expect(eventsOf(next).find(({ event }) => event === 'txt-removed')?.value).toBe(left);
    expect(world.dnscale.txtValues(CHALLENGE)).toEqual([]);
  });

  it('removes what a killed run left also when it is called for other names', async () => {
    const running = await startAndWait();
    running.signal('SIGKILL');
    await running.ended;
    expect(world.dnscale.txtValues(CHALLENGE)).toHaveLength(1);
    setLag(0);

    const { exitCode } = await again(['example.org']);

    expect(exitCode).toBe(0);
    expect(world.dnscale.txtValues(CHALLENGE)).toEqual([]);
  });

  it('keeps order and value at the end of its time, and says so', async () => {
    const running = await startAndWait(['example.com'], { DNSCALE_PROPAGATION_TIMEOUT: '2' });

    const ended = await running.ended;

    expect(ended.exitCode).toBe(1);
    expect(eventsOf(ended).find(({ event }) => event === 'run-failed')?.code).toBe('propagation-timeout');
    expect(namesOf(ended)).not.toContain('challenge-answered');
    expect(world.dnscale.txtValues(CHALLENGE)).toHaveLength(1);
    setLag(0);
    expect(namesOf(await again())).toContain('order-resumed');
    expect(world.dnscale.txtValues(CHALLENGE)).toEqual([]);
  });

  it('fails at once in a folder that another run works in, and leaves that run alone', async () => {
    const running = await startAndWait();

    const second = await again();
    setLag(0);
    const first = await running.ended;

    expect(second.exitCode).toBe(1);
    expect(second.stderr).toMatch(/^error: Another run works in .* \(process \d+\)/);
    expect(first.exitCode).toBe(0);
    expect(await readPem(folder, 'cert.pem')).toContain('BEGIN CERTIFICATE');
  });
});
