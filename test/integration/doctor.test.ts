/** The doctor against DNScale's API and name servers, emulated on loopback, and Pebble as the CA. */

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { documentIn } from '../support/command-documents.ts';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { REGISTRY } from '../support/world/dnscale/registry.ts';
import { type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { startHungServer } from '../support/world/hung-server.ts';
import { type Examination, examineIn, notOk, textOf } from './doctor-world.ts';

const VALUE = 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
});

afterAll(async () => {
  await world.stop();
});

const doctor = (domainName: string, examination: Examination = {}) =>
  examineIn(world, domainName, examination);

describe('the doctor', () => {
  it('finds nothing wrong with a world that is in order, and changes nothing', async () => {
    const { dnscale, pebble } = world;
    dnscale.addZone('fine.test');
    const before = dnscale.requests.length;

    const findings = await doctor('fine.test', { request: { domainNames: ['fine.test', '*.fine.test'] } });

    expect(notOk(findings)).toEqual([]);
    expect(new Set(findings.map(({ check }) => check))).toEqual(
      new Set([
        'names',
        'token',
        'token-reads',
        'token-scope',
        'zone',
        'challenge',
        'delegation',
        'name-servers',
        'serial',
        'dnssec',
        'leftovers',
        'caa',
        'ca',
        'profile',
      ]),
    );
    expect(textOf(findings, 'caa')).toContain('fine.test. CAA 0 issue "pebble.letsencrypt.org"');
    expect(textOf(findings, 'token-scope')).toContain('in the zone fine.test to _acme-challenge.fine.test');
    expect(dnscale.requests.slice(before).map(({ method }) => method)).toEqual(['GET', 'GET']);
    expect(pebble.output()).not.toMatch(/POST/);
  });

  it('fails for a zone that is paused', async () => {
    world.dnscale.addZone('paused.test', { status: 'paused' });

    expect(notOk(await doctor('paused.test'))).toEqual(['zone paused.test failure']);
  });

  it('fails for a token that may not read records', async () => {
    world.dnscale.addZone('scope.test');

    const findings = await doctor('scope.test', { token: { scopes: ['zones:read'] } });

    expect(notOk(findings)).toEqual(['token-reads DNScale token failure', 'challenge scope.test unknown']);
    expect(textOf(findings, 'token-reads')).toContain('records:read');
  });

  it('fails for a token that DNScale does not know, and checks the rest', async () => {
    world.dnscale.addZone('token.test');

    const findings = await doctor('token.test', { token: 'dnscale_live_canary-4711' });

    expect(notOk(findings)).toEqual(['token-reads DNScale token failure', 'zone token.test unknown']);
    expect(JSON.stringify(findings)).not.toContain('canary-4711');
  });

  it('fails without a token', async () => {
    world.dnscale.addZone('missing.test');

    expect(notOk(await doctor('missing.test', { token: '' }))).toEqual([
      'token DNScale token failure',
      'token-reads DNScale token unknown',
      'zone missing.test unknown',
    ]);
  });

  it('fails for a CA that is down', async () => {
    world.dnscale.addZone('ca.test');
    const directoryUrl = 'https://127.0.0.1:1/directory';

    const findings = await doctor('ca.test', { directoryUrl });

    expect(notOk(findings)).toEqual(['caa ca.test unknown', `ca ${directoryUrl} failure`]);
  });

  it('fails for a profile that the CA does not offer', async () => {
    world.dnscale.addZone('profile.test');

    const findings = await doctor('profile.test', { request: { profile: 'tlsserver' } });

    expect(notOk(findings)).toEqual([`profile ${world.pebble.directoryUrl} failure`]);
    expect(textOf(findings, 'profile')).toContain('Choose one of default, shortlived.');
  });

  it('warns of values that were left', async () => {
    world.dnscale.addZone('left.test');
    world.dnscale.addRecord('left.test', { name: '_acme-challenge', type: 'TXT', content: VALUE });

    const findings = await doctor('left.test');

    expect(notOk(findings)).toEqual(['leftovers left.test warning']);
    expect(textOf(findings, 'leftovers')).toContain('dnscale-certs sweep -d left.test');
  });
});

describe('dnscale-certs doctor, as a process', () => {
  type Elsewhere = NodeJS.ProcessEnv & { ca?: string; api?: string };
  const run = (
    args: string[],
    token = world.dnscale.addToken(),
    { ca, api, ...environment }: Elsewhere = {},
  ) => {
    const { dnscale, pebble } = world;
    const where = ['--directory', ca ?? pebble.directoryUrl, '--resolver', dnscale.resolverAddress];
    return runDnscaleCerts(['doctor', ...where, ...args], {
      NODE_EXTRA_CA_CERTS: pebble.caCertificatePath,
      DNSCALE_API_URL: api ?? dnscale.apiUrl,
      DNSCALE_API_TOKEN: token,
      DNSCALE_NAME_SERVER_PORT: String(dnscale.dnsPort),
      DNSCALE_ALLOW_PRIVATE_NAME_SERVERS: 'true',
      DNSCALE_NAME_SERVER_DOMAINS: 'dnscale.test',
      DNSCALE_CERTS_VALIDATING_RESOLVERS: dnscale.resolverAddress,
      ...environment,
    });
  };

  it('exits with 0 when nothing fails, having read only', async () => {
    world.dnscale.addZone('process.test');
    const before = world.dnscale.requests.length;

    const { exitCode, stdout, stderr } = await run(['-d', 'process.test', '-d', '*.process.test']);

    expect(stderr).toBe('');
    // Of both names: no public CA certifies names under .test.
    expect(stdout.match(/! .*/g)).toEqual([
      expect.stringMatching(/^! names: "process\.test" ends in \.test/),
    ]);
    expect(stdout).toMatch(
      /\n\d+ ok, 1 warning, 0 failures\n\n✓ Nothing stands in the way of a certificate; read the warning \(!\)\.\n {2}Next: {2}dnscale-certs try -d 'process\.test,\*\.process\.test' --accept-tos .*\n$/s,
    );
    expect(stdout).not.toContain('\u001b');
    expect(exitCode).toBe(0);
    expect(world.dnscale.requests.slice(before).map(({ method }) => method)).toEqual(['GET', 'GET']);
    expect(world.pebble.output()).not.toMatch(/POST/);
  });

  it('exits with 1 when something fails, and writes one JSON object', async () => {
    const { exitCode, stdout } = await run(['-d', 'not-here.test', '--json']);

    expect(documentIn('doctor', stdout)).toMatchObject({
      findings: expect.arrayContaining([
        {
          check: 'zone',
          subject: 'not-here.test',
          verdict: 'failure',
          message: expect.stringContaining('No zone at DNScale holds _acme-challenge.not-here.test'),
        },
      ]),
    });
    expect(exitCode).toBe(1);
  });

  it.each<[string, string, (host: string) => Elsewhere]>([
    ['the CA', '✗ ca: the CA at HOST', (host) => ({ ca: `https://${host}/directory` })],
    ['DNScale', '✗ token-reads: DNScale', (host) => ({ api: `http://${host}/v1` })],
  ])('ends by itself, and with 1, when %s takes the connection and says nothing', async (who, found, at) => {
    world.dnscale.addZone(`hung-${who.length}.test`);
    const hung = await startHungServer();
    // A connection may take as long: the command must not wait for it.
    const elsewhere = { ...at(hung.authority), DNSCALE_HTTP_TIMEOUT: '600' };

    const { exitCode, stdout } = await run(['-d', `hung-${who.length}.test`], undefined, elsewhere);

    const whom = found.replace('HOST', hung.authority);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `${whom} did not answer within 9 s → See whether ${whom.replace(/^.*?: /, '')} is up, and whether this network lets https out to it; a proxy is not used.`,
    );
    expect(exitCode).toBe(1);
    hung.stop();
  });

  it('exits with 1 where port 53 is closed: nothing failed, but nobody has seen the name servers', async () => {
    const { dnscale } = world;
    dnscale.addZone('parent.test', { listed: false });
    dnscale.addZone('closed.parent.test');
    const everyServer = (mode: 'silent' | 'normal') => {
      for (const { name } of [...dnscale.nameServers, REGISTRY])
        dnscale.setServer(name, { mode, hereOnly: mode === 'silent' });
    };
    everyServer('silent');
    onTestFinished(() => everyServer('normal'));

    const { exitCode, stdout } = await run(['-d', 'closed.parent.test']);

    expect(stdout).toMatch(
      /\n\d+ ok, 1 warning, 0 failures, 2 unknown; could not be examined: parent,\s+name-servers\n/,
    );
    expect(stdout).toMatch(
      /\n✗ Nothing failed, but nobody can say yet: .*\n {2}Then: {2}dnscale-certs doctor /,
    );
    expect(exitCode).toBe(1);
  });

  it('never writes the token', async () => {
    const { stdout, stderr } = await run(['-d', 'not-here.test'], 'dnscale_live_canary-4711');

    expect(stdout + stderr).not.toContain('canary-4711');
  });

  it.each([
    ['without a name', []],
    ['with a CA that is none', ['-d', 'example.com', '--server', 'digicert']],
    ['with a resolver that is none', ['-d', 'example.com', '--resolver', 'a b']],
  ])('exits with 2 %s', async (_, args) => {
    const { exitCode, stdout, stderr } = await run(args);

    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
    expect(exitCode).toBe(2);
  });
});
