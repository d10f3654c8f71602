/**
 * Persons with the policies of docs/command.md, in the AWS that evaluates them: what each subcommand does under its own policy, and
 * what it says where a statement is missing. A subcommand that reaches AWS gets a line in RUNS, and each statement one in MISSING.
 */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COMMAND_NEEDS, type PersonCommand, personPolicy } from '../../cli/aws-permissions.ts';
import { type Ended, runDnscaleCerts } from '../support/world/command-line.ts';
import type { LocalWorld } from '../support/world/local-world.ts';
import { openSession } from '../support/world/role-session.ts';
import { LEFT_OVER, leaveBehind } from './left-over.ts';

const PLACE = { account: '000000000000', region: 'eu-central-1', renewerName: 'DnscaleCerts' };

type Run = {
  command: PersonCommand;
  args: readonly string[];
  says: RegExp;
  /** @default 0 */
  exitCode?: number;
  /** What has to be there for it. */
  prepare?(world: LocalWorld): Promise<void>;
};

/** `TOKEN` stands for the path of a file that holds one. */
const RUNS = {
  status: { command: 'status', args: [], says: /^✓ example\.com /m },
  logs: { command: 'logs', args: ['example.com'], says: / finished after / },
  renew: { command: 'renew', args: ['example.com', '--wait'], says: /^example\.com: nothing was due/m },
  'renew --all': {
    command: 'renew',
    args: ['--all'],
    says: /DnscaleCerts in eu-central-1 checks example\.com/,
  },
  'one status': { command: 'status', args: ['example.com'], says: /example\.com/ },
  // Where the revocation itself is judged: revoked-certificate.ts.
  revoke: {
    command: 'revoke',
    args: ['example.com', '--reason', 'superseded', '--yes'],
    says: /^Revoked: /m,
  },
  remove: {
    command: 'remove',
    args: [LEFT_OVER, '--yes'],
    says: /^old\.example\.com: removed\.$/m,
    prepare: leaveBehind,
  },
  // Nobody follows the link in the operator's mail.
  'alert test': {
    command: 'alert test',
    args: [],
    says: /^✓ 3 test mails went to the topic: [^✗]*✗ operator@example\.com \(email\) gets none/m,
    exitCode: 1,
  },
  'token set': { command: 'token set', args: ['--token-file', 'TOKEN'], says: /holds the token now/ },
} as const satisfies Record<string, Run>;

export type RunName = keyof typeof RUNS;

/** What is said without one statement, and with which exit code: the queue's message only spares the wait for the next tick. */
const MISSING: readonly [sid: string, run: RunName, advice: RegExp, exitCode: number][] = [
  ['FindRenewers', 'status', /Allow ssm:GetParametersByPath on \S+:parameter\/dnscale-certs\/ for/, 1],
  ['ReadCertificates', 'status', /Allow dynamodb:Scan on table DnscaleCerts-\w+ for/, 1],
  ['ReadLogs', 'logs', /Allow logs:FilterLogEvents on \S+:log-group:\/aws\/lambda\/DnscaleCerts-\S+ for/, 1],
  ['AskForChecks', 'renew', /Allow dynamodb:BatchWriteItem on table DnscaleCerts-requests for/, 1],
  ['StartChecks', 'renew --all', /Allow sqs:SendMessage on queue \S+ for/, 0],
  ['SeeWhatIsInUse', 'remove', /Not known here \(acm:DescribeCertificate\): .* The run asks again/, 0],
  ['SendTestMails', 'alert test', /Allow lambda:InvokeFunction on function DnscaleCerts-notify for/, 1],
  ['SeeWhoGetsMails', 'alert test', /Allow sns:ListSubscriptionsByTopic on topic \S+-alerts for/, 0],
  ['StoreToken', 'token set', /Allow secretsmanager:PutSecretValue on secret dnscale\/token for/, 1],
];

/** The tests of persons in this world. */
export function expectPersonsCan(world: () => LocalWorld): void {
  const runs = Object.entries(RUNS).filter(([name]) => name !== 'revoke');
  it.each(runs)('can do all that its commands do: %s', async (name, { says, exitCode: wanted = 0 }: Run) => {
    const { exitCode, stdout, stderr } = await runAsPerson(world(), name as RunName);

    expect([stdout, stderr, exitCode]).toEqual([expect.stringMatching(says), '', wanted]);
  });

  it.each(MISSING)('is told what is missing without %s: %s', async (sid, name, advice, exitCode) => {
    const ended = await runAsPerson(world(), name, sid);

    // `alert test` tells it among what it has to tell of each renewer, in lines that fit a terminal.
    const said = (ended.stderr + ended.stdout).replace(/\s+/g, ' ');
    expect([said, ended.exitCode]).toEqual([expect.stringMatching(advice), exitCode]);
  });
}

/** Runs a command as a person who has its policy, but for the statement `without`. */
export async function runAsPerson(world: LocalWorld, name: RunName, without?: string): Promise<Ended> {
  const { command, args, prepare }: Run = RUNS[name];
  await prepare?.(world);
  const { Version, Statement } = personPolicy(COMMAND_NEEDS[command].policy, PLACE);
  const left = Statement.filter(({ Sid }) => Sid !== without);
  if (without !== undefined && left.length === Statement.length) throw new Error(`no statement ${without}`);
  const folder = await mkdtemp(join(tmpdir(), 'dnscale-certs-person-'));
  try {
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, world.dnscale.addToken(), { mode: 0o600 });
    await chmod(tokenFile, 0o600);
    const credentials = await openSession(world.aws, { Version, Statement: left });
    return await runDnscaleCerts(
      [...command.split(' '), ...args.map((one) => (one === 'TOKEN' ? tokenFile : one))],
      { HOME: folder, ...world.aws.environment, DNSCALE_API_URL: world.dnscale.apiUrl, ...credentials },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
