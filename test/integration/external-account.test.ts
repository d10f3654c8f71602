/** A CA that wants an external account (RFC 8555 §7.3.4): the real command, DNScale emulated, Pebble as such a CA. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';
import { readPem, tryArguments, tryEnvironment } from './try-world.ts';

const HMAC_KEY = 'HjudV5qnbreN-n9WyFSH-t4HXuEx_XFen45zuxY-G1h6fr74V3cUM_dVlwQZBWmc';
const BOUND = { DNSCALE_CERTS_EAB_KID: 'kid-1', DNSCALE_CERTS_EAB_HMAC_KEY: HMAC_KEY };

let world: EngineWorld;
let folder: string;

beforeAll(async () => {
  world = await startEngineWorld({ pebble: { externalAccounts: { 'kid-1': HMAC_KEY } } });
  world.dnscale.addZone('example.com');
});
afterAll(() => world?.stop());
beforeEach(async () => {
  folder = await makeTemporaryFolder('try');
});
afterEach(() => removeFolder(folder));

const tryWith = (environment: NodeJS.ProcessEnv, more: string[] = []) =>
  runDnscaleCerts(
    [...tryArguments(world, folder, ['example.com']), ...more],
    tryEnvironment(world, environment),
  );

describe('dnscale-certs try, at a CA that wants an external account', () => {
  it('registers with the one in the environment, and needs it no more afterwards', async () => {
    const first = await tryWith(BOUND);
    const second = await tryWith({}, ['--force']);

    expect([first.exitCode, first.stderr]).toEqual([0, '']);
    expect([second.exitCode, second.stderr]).toEqual([0, '']);
    expect(await readPem(folder, 'cert.pem')).toContain('BEGIN CERTIFICATE');
    expect(first.stdout + (await readPem(folder, '.dnscale-certs/state.json'))).not.toContain(HMAC_KEY);
  });

  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['none', {}, /the environment does not hold one\. Set DNSCALE_CERTS_EAB_KID/],
    [
      'an unknown one',
      { ...BOUND, DNSCALE_CERTS_EAB_KID: 'kid-9' },
      /not known .* Set DNSCALE_CERTS_EAB_KID/,
    ],
    ['half a key', { ...BOUND, DNSCALE_CERTS_EAB_HMAC_KEY: HMAC_KEY.slice(0, 20) }, /HMAC key of 15 bytes/],
  ])('ends with one clear error with %s, and publishes nothing', async (_what, environment, words) => {
    const { exitCode, stderr } = await tryWith(environment);

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain(HMAC_KEY.slice(0, 20));
    expect(world.dnscale.txtValues('_acme-challenge.example.com')).toEqual([]);
  });
});
