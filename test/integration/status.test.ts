/** `dnscale-certs status` and `dashboard` as a person starts them: the AWS emulator stands in for SSM and DynamoDB. */

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageReading } from '../../cli/dashboard/page-document.ts';
import { documentIn } from '../support/command-documents.ts';
import { ensureMinistack } from '../support/setup/tools.ts';
import { type Aws, startAws } from '../support/world/aws.ts';
import { startDnscaleCerts } from '../support/world/command-line.ts';
import { aFailure, aStateItem, deployTables } from './renewer-world.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/bin.mjs', import.meta.url));

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws?.stop());

/** What the command shows at a terminal of its own. */
async function atTerminal(args: string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const script = 'import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
  const child = spawn(await ensureMinistack(), ['-c', script, process.execPath, LAUNCHER, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 45_000,
  });
  return text(child.stdout);
}

describe('dnscale-certs status', () => {
  it('finds the renewer, shows the most urgent certificate first, and exits with 1 when somebody must act', async () => {
    const world = await deployTables(aws, { region: 'eu-west-1' });
    for (const name of ['example.com', 'api.example.org']) await world.declare(name);
    await world.put(aStateItem('example.com', 89.5));
    await world.put(aStateItem('api.example.org', 2.5, aFailure('CAA lets in another CA only.')));

    const { exitCode, stdout, stderr } = await world.run('status');

    const lines = stdout.split('\n');
    expect(lines[0]).toBe('Certs, eu-west-1');
    expect(lines[2]).toBe('  NAME             EXPIRES     LIFE LEFT  RENEWS      IN ACM  STATE');
    expect(lines[3]).toMatch(
      /^✗ api\.example\.org {2}[ \d]\d \w{3} {2}2d {2}█░{8} {2}overdue {5}0 of 1 {2}CAA forbids$/,
    );
    expect(lines[4]).toMatch(
      /^✓ example\.com {6}[ \d]\d \w{3} 89d {2}█{9} {2}[ \d]\d \w{3} 59d {2}0 of 1 {2}ok$/,
    );
    expect(lines[6]).toBe('1 of 2 needs you:  dnscale-certs status api.example.org');
    expect(stderr).toBe('');
    expect(stdout).not.toContain('\u001b');
    expect(exitCode).toBe(1);
  });

  it('exits with 0 when nobody has to, and writes one object for programs', async () => {
    const world = await deployTables(aws, { region: 'eu-west-2' });
    await world.declare('example.com');
    await world.put(aStateItem('example.com', 60));

    const { exitCode, stdout } = await world.run('status', '--json');

    expect(documentIn('status', stdout)).toMatchObject({
      schema: 1,
      renewers: [
        {
          renewerName: 'Certs',
          certificates: [{ certificateName: 'example.com', state: 'ok', needsYou: false }],
        },
      ],
      unreadable: [],
    });
    expect(exitCode).toBe(0);
  });

  it('shows two renewers of a region, or the one that is named', async () => {
    const world = await deployTables(aws, { region: 'eu-west-3', renewerName: 'Shop' });
    await deployTables(aws, { region: 'eu-west-3', renewerName: 'Blog' });
    await world.declare('shop.test');

    const [both, one] = await Promise.all([
      world.run('status'),
      world.run('status', '--renewer', 'Shop', '--region', 'eu-west-3'),
    ]);

    expect(both.stdout).toMatch(
      /^Blog, eu-west-3\n\nIt has no certificates yet: declare one, and deploy\.\n\nShop, eu-west-3\n/,
    );
    expect(one.stdout).toMatch(
      /^Shop, eu-west-3\n\n {2}NAME .*\n… shop\.test {2}- {8}- {7}0 of 1 {2}waiting\n/,
    );
    expect([both.exitCode, one.exitCode]).toEqual([0, 0]);
  });

  it('has colours at a terminal, and none with NO_COLOR', async () => {
    const world = await deployTables(aws, { region: 'ca-central-1' });
    await world.declare('example.com');
    await world.put(aStateItem('example.com', 60));

    const environment = { ...aws.environment, AWS_REGION: 'ca-central-1', TERM: 'xterm-256color' };
    const [coloured, plain] = await Promise.all([
      atTerminal(['status'], environment),
      atTerminal(['status'], { ...environment, NO_COLOR: '1' }),
    ]);

    expect(coloured).toContain('\u001b[32m✓\u001b[39m example.com');
    expect(plain).toContain('✓ example.com');
    expect(plain).not.toContain('\u001b[');
  });

  it('waits with --watch for a renewer, shows it again when something changes, and ends with Ctrl-C', async () => {
    const region = 'eu-north-1';
    const running = startDnscaleCerts(['status', '--watch'], { ...aws.environment, AWS_REGION: region });
    await running.untilLine('There is no renewer in eu-north-1');

    const world = await deployTables(aws, { region });
    await world.declare('example.com');
    await world.put(aStateItem('example.com', 60));
    await running.untilLine('✓ example.com');
    await world.put(aStateItem('example.com', 60, aFailure('CAA lets in another CA only.')));
    await running.untilLine('✗ example.com');
    running.signal('SIGINT');

    const { exitCode, stdout, stderr } = await running.ended;
    expect([exitCode, stderr]).toEqual([130, '']);
    expect(stdout.match(/^✗ example\.com/gm)).toHaveLength(1);
    expect(stdout).not.toContain('\u001b');
  });

  it('shows a renewer of another release, and says so once, also of fields that it does not know', async () => {
    const world = await deployTables(aws, { region: 'ap-south-2', renewerName: 'Newer', version: '9.0.0' });
    await deployTables(aws, { region: 'ap-south-2', renewerName: 'Older', version: '0.0.9' });
    await world.declare('example.com');
    await world.put(aStateItem('example.com', 60, { laterField: { of: 'a later release' } }));

    const [all, one] = await Promise.all([
      world.run('status'),
      world.run('status', '--renewer', 'Older', '--json'),
    ]);

    expect(all.stderr.split('\n')).toEqual([
      'warning: Newer was deployed by release 9.0.0, and this command is 0.1.0. It may not show or do all that is there: use dnscale-certs@9.0.0.',
      'warning: Older was deployed by release 0.0.9, and this command is 0.1.0. What is new in 0.1.0 begins with its next deployment.',
      '',
    ]);
    expect(all.stdout).toContain('✓ example.com');
    expect(one.stderr).toMatch(/^warning: Older .*\n$/);
    expect([all.exitCode, one.exitCode]).toEqual([0, 0]);
  });

  it('is called wrongly where there is no renewer, and says so', async () => {
    const world = await deployTables(aws, { region: 'eu-south-2' });

    const [none, other] = await Promise.all([
      world.run('status', '--region', 'ap-south-1'),
      world.run('status', '--renewer', 'Shop'),
    ]);

    expect(none.stderr).toContain(
      'error: There is no renewer in ap-south-1 of this AWS account. Give --region',
    );
    expect(other.stderr).toContain(
      'There is no renewer Shop in eu-south-2 of this AWS account. There is: Certs.',
    );
    expect([none.exitCode, other.exitCode]).toEqual([2, 2]);
  });
});

/** What a page is told of the fleet, as long as it is open. */
async function* readingsAt(address: string): AsyncGenerator<PageReading> {
  const opened = await fetch(address, { redirect: 'manual' });
  const Cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const page = new URL(opened.headers.get('Location') ?? '', address);
  const { body } = await fetch(new URL('updates', page), { headers: { Cookie } });
  let begun = '';
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const frames = (begun + part).split('\n\n');
    begun = frames.pop() ?? '';
    for (const frame of frames) {
      const [, data] = /^event: reading\ndata: (.*)$/.exec(frame) ?? [];
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}

describe('dnscale-certs dashboard', () => {
  it('tells a page what status tells, again when something changes, and ends with Ctrl-C', async () => {
    const world = await deployTables(aws, { region: 'eu-central-2' });
    await world.declare('example.com');
    await world.put(aStateItem('example.com', 60));
    const running = world.start('dashboard', '--no-open');
    const readings = readingsAt((await running.untilLine('http://127.0.0.1:')).trim());

    const { value: first } = await readings.next();
    await world.put(aStateItem('example.com', 60, aFailure('CAA lets in another CA only.')));
    const { value: second } = await readings.next();
    running.signal('SIGINT');

    expect(documentIn('status', JSON.stringify(first.status))).toMatchObject({
      renewers: [{ renewerName: 'Certs', certificates: [{ certificateName: 'example.com', state: 'ok' }] }],
    });
    expect(documentIn('status', JSON.stringify(second.status))).toMatchObject({
      renewers: [{ certificates: [{ state: 'needs-you', words: { state: 'CAA forbids' } }] }],
    });
    expect(first).toMatchObject({ isDemo: false, command: 'dnscale-certs dashboard' });
    const { exitCode, stderr } = await running.ended;
    expect([exitCode, stderr]).toEqual([130, '']);
  });
});
