/** `dnscale-certs logs` as a person starts it: the AWS emulator stands in for CloudWatch Logs, with lines as the functions write them. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../functions/engine/ports/events.ts';
import { createEventLog } from '../../functions/logging/event-log.ts';
import { documentsIn } from '../support/command-documents.ts';
import { type Aws, startAws } from '../support/world/aws.ts';
import { deployTables, type RenewerWorld } from './renewer-world.ts';

const REGION = 'eu-west-1';
const RENEW_LOG = 'renew-log';

let aws: Aws;
let world: RenewerWorld;
let logs: CloudWatchLogsClient;
beforeAll(async () => {
  aws = await startAws();
  logs = new CloudWatchLogsClient({ ...aws.clientConfiguration, region: REGION });
  for (const logGroupName of [RENEW_LOG, 'plan-log', 'declare-log']) {
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'one' }));
  }
  world = await deployTables(aws, { region: REGION });
  await world.declare('example.com');
  await world.declare('www.example.com');
});
afterAll(() => aws?.stop());

async function write(logGroupName: string, lines: readonly object[], minutesAgo: number): Promise<void> {
  const timestamp = Date.now() - minutesAgo * 60_000;
  const logEvents = lines.map((line) => ({ timestamp, message: JSON.stringify(line) }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'one', logEvents }));
}

/** As the renew function logs it. */
async function log(certificateName: string, minutesAgo: number, ...events: RunEvent[]): Promise<void> {
  const lines: object[] = [];
  const at = (level: string) => (line: object) => void lines.push({ ...line, level });
  const logger = { info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
  const sink = createEventLog({ certificateName, runId: 'run-1', logger });
  for (const event of events) sink.emit(event);
  await write(RENEW_LOG, lines, minutesAgo);
}

describe('dnscale-certs logs', () => {
  it('tells in words what was logged about the certificate, of all functions, and of no other certificate', async () => {
    const declared = { message: 'example.com: declared', event: 'declared', certificateName: 'example.com' };
    await write('declare-log', [declared], 50);
    await log(
      'example.com',
      40,
      { event: 'run-started', runId: 'run-1' },
      { event: 'step-begun', step: 'gather' },
    );
    await log('www.example.com', 35, { event: 'run-started', runId: 'run-2' });
    await log('example.com', 30, {
      event: 'run-failed',
      code: 'caa-forbids',
      disposition: 'person',
      step: 'preflight',
      message: 'CAA lets in digicert.com only.',
      nextCheckAt: '2026-11-27T04:15:00.000Z',
      tookMs: 1_200,
      stepMs: {},
    });

    const [all, lately] = await Promise.all([
      world.run('logs', 'example.com'),
      world.run('logs', 'example.com', '--since', '35m', '--json'),
    ]);

    expect(all.stdout.split('\n').map((line) => line.slice(' 7 Nov 03:15:02  '.length))).toEqual([
      '  declared',
      '  a run begins',
      expect.stringMatching(
        /^✗ failed at preflight \(caa-forbids\), next check at .{20}: CAA lets in digicert\.com only\.$/,
      ),
      '',
    ]);
    expect([all.exitCode, all.stderr]).toEqual([0, '']);
    expect(documentsIn('logs', lately.stdout)).toEqual([
      expect.objectContaining({
        function: 'renew',
        line: expect.objectContaining({ event: 'run-failed', code: 'caa-forbids', runId: 'run-1' }),
      }),
    ]);
  });

  it('waits with --follow for what comes, and ends with Ctrl-C', async () => {
    const running = world.start('logs', 'www.example.com', '--follow', '--since', '1m');

    await log('www.example.com', 0, { event: 'challenge-answered', domainName: 'www.example.com' });
    await running.untilLine('told the CA to validate www.example.com');
    running.signal('SIGINT');

    const { exitCode, stdout, stderr } = await running.ended;
    expect([exitCode, stderr]).toEqual([130, '']);
    expect(stdout.match(/told the CA/g)).toHaveLength(1);
  });

  it('says where to search when nothing was logged in this time', async () => {
    await world.declare('quiet.example.com');

    const { exitCode, stdout, stderr } = await world.run('logs', 'quiet.example.com');

    expect([exitCode, stdout]).toEqual([0, '']);
    expect(stderr).toBe(
      'Certs has logged nothing about quiet.example.com in this time.\nSee further back:  dnscale-certs logs quiet.example.com --renewer Certs --since 7d\n',
    );
  });

  it('is called wrongly with a name that nobody has, and names the nearest', async () => {
    const { exitCode, stderr } = await world.run('logs', 'exmple.com');

    expect(stderr).toBe(
      'error: No certificate is called exmple.com at Certs. Did you mean example.com (Certs)?\n',
    );
    expect(exitCode).toBe(2);
  });
});
