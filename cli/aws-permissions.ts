/**
 * What each subcommand may do in AWS with the credentials of a person, and the policies that allow it: the one place for both.
 * docs/command.md shows the policies; the help of a command names what it needs. Names only, no SDK.
 */
import { DOCS_URL } from '../functions/engine/config/docs-url.ts';

/** Where a renewer is. What a person pastes has words in capitals in their places. */
export type PolicyPlace = { account: string; region: string; renewerName: string };

export type PolicyStatement = {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: string[];
  Condition?: { StringEquals: { 'kms:ViaService': string[] } };
};

type Policy = { Version: '2012-10-17'; Statement: PolicyStatement[] };

type Grant = { actions: readonly string[]; on(place: PolicyPlace): string[] };

/** By the name of a statement. */
const GRANTS = {
  FindRenewers: {
    actions: ['ssm:GetParametersByPath'],
    on: (place) => ['parameter/dnscale-certs', 'parameter/dnscale-certs/*'].map(arnOf('ssm', place)),
  },
  ReadCertificates: {
    actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Scan'],
    on: (place) => tables(place, 'definitions', 'states', 'observations'),
  },
  ReadLogs: {
    actions: ['logs:FilterLogEvents'],
    on: (place) => [`log-group:/aws/lambda/${place.renewerName}-*`].map(arnOf('logs', place)),
  },
  AskForChecks: {
    actions: ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
    on: (place) => tables(place, 'requests'),
  },
  // CloudFormation names the queue after the stack, which most often has the renewer's name.
  StartChecks: {
    actions: ['sqs:SendMessage'],
    on: (place) => [`${place.renewerName}-*`].map(arnOf('sqs', place)),
  },
  // Of every region that a certificate is in.
  SeeWhatIsInUse: {
    actions: ['acm:DescribeCertificate', 'acm:ListTagsForCertificate'],
    on: ({ account }) => [`arn:aws:acm:*:${account}:certificate/*`],
  },
  SendTestMails: {
    actions: ['lambda:InvokeFunction'],
    on: (place) => [`function:${place.renewerName}-notify`].map(arnOf('lambda', place)),
  },
  SeeWhoGetsMails: {
    actions: ['sns:ListSubscriptionsByTopic'],
    on: (place) => [`${place.renewerName}-alerts`].map(arnOf('sns', place)),
  },
  StoreToken: {
    actions: ['CreateSecret', 'PutSecretValue', 'RestoreSecret', 'UpdateSecret'].map(
      (call) => `secretsmanager:${call}`,
    ),
    on: (place) => ['secret:dnscale/token-*'].map(arnOf('secretsmanager', place)),
  },
} as const satisfies Record<string, Grant>;

type GrantName = keyof typeof GRANTS;

const READING = ['FindRenewers', 'ReadCertificates'] as const satisfies GrantName[];
const ASKING = [...READING, 'AskForChecks', 'StartChecks'] as const satisfies GrantName[];

/** `server` and `adopt` have policies of their own (`serverPolicy`, `adoptPolicy`), which no other command's has a part of. */
type CommandNeeds =
  | { policy: 'read-only' | 'operator'; grants: readonly GrantName[] }
  | { policy: 'server' | 'adopt'; grants: readonly [] };

/** A line for each subcommand that reaches AWS, by its words. */
export const COMMAND_NEEDS = {
  'token set': { policy: 'operator', grants: ['StoreToken'] },
  status: { policy: 'read-only', grants: READING },
  dashboard: { policy: 'read-only', grants: READING },
  renew: { policy: 'operator', grants: ASKING },
  revoke: { policy: 'operator', grants: ASKING },
  remove: { policy: 'operator', grants: [...ASKING, 'SeeWhatIsInUse'] },
  pull: { policy: 'server', grants: [] },
  adopt: { policy: 'adopt', grants: [] },
  'alert test': { policy: 'operator', grants: ['FindRenewers', 'SendTestMails', 'SeeWhoGetsMails'] },
  logs: { policy: 'read-only', grants: [...READING, 'ReadLogs'] },
} as const satisfies Record<string, CommandNeeds>;

/** Commands of people, day by day. */
export type PersonCommand = Exclude<keyof typeof COMMAND_NEEDS, 'pull' | 'adopt'>;

/** Of a renewer that has a key of its own: what uses it for the person. */
const KEYS = {
  'read-only': { actions: ['kms:Decrypt'], services: ['dynamodb'] },
  operator: {
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    services: ['dynamodb', 'secretsmanager', 'sqs'],
  },
};

/** All that the subcommands of this policy need; the operator's has that of the read-only one, too. */
export function personPolicy(policy: 'read-only' | 'operator', place: PolicyPlace): Policy {
  const commands = Object.values<CommandNeeds>(COMMAND_NEEDS).filter(
    (one) => one.policy === policy || (policy === 'operator' && one.policy === 'read-only'),
  );
  const names = new Set(commands.flatMap(({ grants }) => grants));
  const ordered = Object.entries<Grant>(GRANTS).filter(([name]) => names.has(name as GrantName));
  const { actions, services } = KEYS[policy];
  const ViaService = services.map((service) => `${service}.${place.region}.amazonaws.com`);
  return {
    Version: '2012-10-17',
    Statement: [
      ...ordered.map(([Sid, { actions: some, on }]) => ({
        Sid,
        Effect: 'Allow' as const,
        Action: [...some],
        Resource: on(place),
      })),
      {
        Sid: 'UseOwnKey',
        Effect: 'Allow',
        Action: actions,
        Resource: [arnOf('kms', place)('key/*')],
        Condition: { StringEquals: { 'kms:ViaService': ViaService } },
      },
    ],
  };
}

/** What `pull` needs for one certificate: the construct's `grantRead` allows the same. @param prefix of its live files. */
export function serverPolicy(
  place: Omit<PolicyPlace, 'renewerName'> & { bucketName: string; prefix: string },
): Policy {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ReadLiveFiles',
        Effect: 'Allow',
        Action: ['s3:GetObject'],
        Resource: [`arn:aws:s3:::${place.bucketName}/${place.prefix}*`],
      },
      {
        Sid: 'UseOwnKey',
        Effect: 'Allow',
        Action: ['kms:Decrypt'],
        Resource: [arnOf('kms', place)('key/*')],
        Condition: { StringEquals: { 'kms:ViaService': [`s3.${place.region}.amazonaws.com`] } },
      },
    ],
  };
}

/** What `adopt` needs, once: it stores keys, and reads the account keys of the renewer to see whether they are the same. */
export function adoptPolicy(place: PolicyPlace & { bucketName: string }): Policy {
  const bucket = `arn:aws:s3:::${place.bucketName}`;
  const services = ['s3', 'secretsmanager'].map((service) => `${service}.${place.region}.amazonaws.com`);
  const allow = (Sid: string, Action: string[], Resource: string[]) => {
    return { Sid, Effect: 'Allow' as const, Action, Resource };
  };
  const { actions, on } = GRANTS.FindRenewers;
  return {
    Version: '2012-10-17',
    Statement: [
      allow('FindRenewers', [...actions], on(place)),
      allow('StoreCertificates', STORE_ACTIONS, [`${bucket}/archive/*`]),
      allow('SeeWhatIsLive', ['s3:GetObject'], [`${bucket}/live/*`]),
      allow('SeeWhatIsStored', ['s3:ListBucket'], [bucket]),
      allow(
        'StoreAccountKey',
        ['secretsmanager:CreateSecret', 'secretsmanager:GetSecretValue'],
        [arnOf('secretsmanager', place)(`secret:${place.renewerName}/acme-account/*`)],
      ),
      {
        ...allow('UseOwnKey', KEYS.operator.actions, [arnOf('kms', place)('key/*')]),
        Condition: { StringEquals: { 'kms:ViaService': services } },
      },
    ],
  };
}

const STORE_ACTIONS = ['GetObject', 'GetObjectTagging', 'PutObject', 'PutObjectTagging'].map(
  (call) => `s3:${call}`,
);

/** For the help of a command. */
export function needsText(command: keyof typeof COMMAND_NEEDS): string {
  const { policy, grants }: CommandNeeds = COMMAND_NEEDS[command];
  if (policy === 'server') return SERVER_NEEDS;
  if (policy === 'adopt') return ADOPT_NEEDS;
  const actions = new Set(grants.flatMap((name): readonly string[] => GRANTS[name].actions));
  const key = KEYS[policy].actions.join(' and ');
  const whole = policy === 'operator' ? "the operator's policy" : 'the read-only policy';
  return (
    `In AWS it may need ${[...actions].sort().join(', ')}, and ${key} where the renewer has a KMS key of its own: ` +
    `${whole} has them all: ${DOCS_URL}/command.md#aws-permissions`
  );
}

const SERVER_NEEDS =
  'In AWS it needs s3:GetObject on the live files of this certificate, and kms:Decrypt where the renewer has a KMS key of its own; ' +
  'without --bucket also ssm:GetParametersByPath: ' +
  `${DOCS_URL}/command.md#aws-permissions`;

const ADOPT_NEEDS =
  'In AWS it needs to find the renewer, and with --yes to write into its bucket and to make the secret of the account key: a policy ' +
  `of its own has it all: ${DOCS_URL}/command.md#aws-permissions`;

function arnOf(
  service: string,
  { region, account }: Pick<PolicyPlace, 'account' | 'region'>,
): (resource: string) => string {
  return (resource) => `arn:aws:${service}:${region}:${account}:${resource}`;
}

function tables(place: PolicyPlace, ...suffixes: string[]): string[] {
  return suffixes.map((suffix) => arnOf('dynamodb', place)(`table/${place.renewerName}-${suffix}`));
}
