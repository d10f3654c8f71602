/** The sweep against the emulated DNScale: its API, its name servers, and values as other clients leave them. */

import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSweep, type SweepOptions } from '../../cli/sweep/run.ts';
import { documentIn } from '../support/command-documents.ts';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { type Dnscale, startDnscale } from '../support/world/dnscale/dnscale.ts';
import type { TokenOptions } from '../support/world/dnscale/tokens.ts';

const LEFT = 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ';
const ALSO_LEFT = 'gfj9Xq-Rg85nM2RrT6wsQk1mWzB0rXq1ZQh4l0Ekz1s';
const NO_ACME_VALUE = 'owner=platform-team';

let dnscale: Dnscale;

beforeAll(async () => {
  dnscale = await startDnscale({ cacheSeconds: 0 });
});

afterAll(() => dnscale.stop());

type Sweep = Partial<SweepOptions> & {
  /** The answer typed at the terminal. @default there is no terminal */
  typed?: string;
  token?: TokenOptions;
};

async function sweep(domain: string[], { typed, token, ...options }: Sweep = {}) {
  const stdin = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  stdin.end(typed ?? '');
  const before = dnscale.requests.length;
  const exitCode = await runSweep(
    { domain, olderThan: '1 day', resolver: [dnscale.resolverAddress], ...options },
    {
      DNSCALE_API_URL: dnscale.apiUrl,
      DNSCALE_API_TOKEN: dnscale.addToken(token),
      DNSCALE_NAME_SERVER_PORT: String(dnscale.dnsPort),
      DNSCALE_ALLOW_PRIVATE_NAME_SERVERS: 'true',
      DNSCALE_CERTS_VALIDATING_RESOLVERS: dnscale.resolverAddress,
    },
    { stdin, stdout, stderr },
  );
  const methods = dnscale.requests.slice(before).map(({ method }) => method);
  return { exitCode, out: textOf(stdout), err: textOf(stderr), methods };
}

function textOf(stream: PassThrough): string {
  return String(stream.read() ?? '');
}

/** A zone with two values of other clients at its apex's challenge name, another text there, and a value at another name. */
function aLitteredZone(zoneName: string): void {
  dnscale.addZone(zoneName);
  addTxt(zoneName, '_acme-challenge', LEFT);
  addTxt(zoneName, '_acme-challenge', ALSO_LEFT);
  addTxt(zoneName, '_acme-challenge', NO_ACME_VALUE);
  addTxt(zoneName, '_acme-challenge.other', LEFT);
  addTxt(zoneName, '@', 'v=spf1 -all');
}

function addTxt(zoneName: string, name: string, content: string): void {
  dnscale.addRecord(zoneName, { name, type: 'TXT', content });
}

describe('dnscale-certs sweep', () => {
  it('removes what was left under exactly the given names, once it is confirmed', async () => {
    aLitteredZone('told.test');

    const { exitCode, out, err } = await sweep(['*.told.test'], { typed: 'y\n' });

    expect(err).toContain('DNScale gives no time of creation');
    expect(err).toContain('Are all of these 2 values older than 1 day, and to be removed? [y/N]');
    expect(out).toContain(`_acme-challenge.told.test  ${LEFT}  (zone told.test)\n`);
    expect(out).toContain(`${NO_ACME_VALUE}  (zone told.test)  kept: not an ACME value\n`);
    expect(out).toContain(`Removed: ${LEFT} at _acme-challenge.told.test\n`);
    expect(dnscale.txtValues('_acme-challenge.told.test')).toEqual([NO_ACME_VALUE]);
    expect(dnscale.txtValues('_acme-challenge.other.told.test')).toEqual([LEFT]);
    expect(dnscale.txtValues('told.test')).toEqual(['v=spf1 -all']);
    expect(exitCode).toBe(0);
  });

  it.each(['n\n', '\n'])('removes nothing when %j is typed', async (typed) => {
    const zoneName = `no${typed.length}.test`;
    aLitteredZone(zoneName);

    const { exitCode, methods } = await sweep([zoneName], { typed });

    expect(new Set(methods)).toEqual(new Set(['GET']));
    expect(dnscale.txtValues(`_acme-challenge.${zoneName}`)).toEqual([LEFT, ALSO_LEFT, NO_ACME_VALUE]);
    expect(exitCode).toBe(0);
  });

  it('removes nothing when the question gets no answer', async () => {
    aLitteredZone('none.test');

    await expect(sweep(['none.test'], { typed: '' })).rejects.toMatchObject({ code: 'interrupted' });

    expect(dnscale.txtValues('_acme-challenge.none.test')).toEqual([LEFT, ALSO_LEFT, NO_ACME_VALUE]);
  });

  it('asks no question with --yes', async () => {
    aLitteredZone('yes.test');

    const { exitCode, err } = await sweep(['yes.test'], { yes: true });

    expect(err).toBe('');
    expect(dnscale.txtValues('_acme-challenge.yes.test')).toEqual([NO_ACME_VALUE]);
    expect(exitCode).toBe(0);
  });

  it('succeeds where nothing was left', async () => {
    dnscale.addZone('clean.test');

    expect(await sweep(['clean.test'])).toMatchObject({
      exitCode: 0,
      out: 'There is nothing to remove.\n',
      err: '',
    });
  });

  it('removes at the end of a CNAME', async () => {
    dnscale.addZone('start.test');
    dnscale.addZone('end.test');
    dnscale.addRecord('start.test', {
      name: '_acme-challenge',
      type: 'CNAME',
      content: '_acme-challenge.start.end.test.',
    });
    addTxt('end.test', 'start', LEFT);
    addTxt('end.test', 'others', LEFT);

    await sweep(['start.test'], { yes: true });

    expect(dnscale.txtValues('_acme-challenge.start.end.test')).toEqual([]);
    expect(dnscale.txtValues('others.end.test')).toEqual([LEFT]);
  });

  it('writes one JSON object with the result for each value', async () => {
    aLitteredZone('json.test');

    const { out, err } = await sweep(['json.test', 'nowhere.example'], { yes: true, json: true });

    const at = { name: '_acme-challenge.json.test', zone: 'json.test' };
    expect(documentIn('sweep', out)).toEqual({
      schema: 1,
      values: [
        { ...at, value: LEFT, outcome: 'removed' },
        { ...at, value: ALSO_LEFT, outcome: 'removed' },
        { ...at, value: NO_ACME_VALUE, outcome: 'kept', message: 'not an ACME value' },
      ],
      failures: [expect.objectContaining({ code: 'zone-not-found' })],
    });
    expect(err).toBe('');
  });

  it('fails for a token that may not write, and says so for each value', async () => {
    aLitteredZone('readonly.test');

    const { exitCode, out } = await sweep(['readonly.test'], {
      yes: true,
      token: { scopes: ['zones:read', 'records:read'] },
    });

    expect(out).toContain(
      `Not removed: ${LEFT} at _acme-challenge.readonly.test. DNScale does not let the token`,
    );
    expect(dnscale.txtValues('_acme-challenge.readonly.test')).toHaveLength(3);
    expect(exitCode).toBe(1);
  });

  it('never deletes by name', async () => {
    expect(dnscale.requests.filter(({ path }) => path.includes('by-name'))).toEqual([]);
    expect(dnscale.requests.some(({ method }) => method === 'DELETE')).toBe(true);
  });
});

describe('dnscale-certs sweep, as a process', () => {
  const run = (args: string[]) =>
    runDnscaleCerts(['sweep', '--resolver', dnscale.resolverAddress, ...args], {
      DNSCALE_API_URL: dnscale.apiUrl,
      DNSCALE_API_TOKEN: dnscale.addToken(),
      DNSCALE_NAME_SERVER_PORT: String(dnscale.dnsPort),
      DNSCALE_ALLOW_PRIVATE_NAME_SERVERS: 'true',
      DNSCALE_CERTS_VALIDATING_RESOLVERS: dnscale.resolverAddress,
    });

  it('lists and exits with 2 where there is no terminal, and removes with --yes', async () => {
    aLitteredZone('process.test');

    const listed = await run(['-d', 'process.test', '--older-than', '1d']);
    const leftThen = dnscale.txtValues('_acme-challenge.process.test');
    const removed = await run(['-d', 'process.test', '--older-than', '1d', '--yes']);

    expect(listed).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining(LEFT),
      stderr:
        'error: Nothing was removed: nobody can be asked here. Give --yes when all of the values may go.\n',
    });
    expect(leftThen).toHaveLength(3);
    expect(removed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(dnscale.txtValues('_acme-challenge.process.test')).toEqual([NO_ACME_VALUE]);
  });

  it.each([
    ['without an age', ['-d', 'process.test']],
    ['with an age that is none', ['-d', 'process.test', '--older-than', 'yesterday']],
  ])('exits with 2 %s', async (_, args) => {
    expect(await run(args)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/\S/),
    });
  });
});
