/**
 * The caller's role, evaluated for ACM as IAM does: requests reach this endpoint past the emulator, which knows no
 * certificate's tags. The role is found by the access key: ministack makes that of a function out of its ARN and its role
 * (core/lambda_runtime.py), and a test tells those that it has assumed. Reads inline policies, which are all that CDK gives
 * our roles for ACM, with the two operators that they use; anything else in a policy is an error, never an approval.
 */
import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { askAsRoot, type RootAccess } from '../aws-root.ts';
import type { AcmInput } from './operations.ts';
import { AcmRefusal } from './refusal.ts';
import type { AcmTag, HeldCertificate } from './shelf.ts';

export type AcmRequest = {
  accessKeyId: string;
  operation: string;
  region: string;
  input: AcmInput;
  held: readonly HeldCertificate[];
};

export type AcmAccess = {
  /** @throws AcmRefusal when the caller's role does not allow it. */
  check(request: AcmRequest): Promise<void>;
  /** Whose role this key has, where it is no function's own. */
  knowCaller(accessKeyId: string, roleArn: string): void;
};

export type Statement = {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};

/** What a condition may ask for: `aws:RequestTag/…`, `aws:ResourceTag/…`. */
type Context = ReadonlyMap<string, string>;

type Asked = { action: string; resource: string; context: Context };

export function createAcmAccess(
  root: RootAccess & { credentials: { accessKeyId: string; secretAccessKey: string } },
  allowedCallsPath: string,
): AcmAccess {
  const roles = new Map<string, string>();
  const functionNames = new Map<string, string>();

  async function roleOf(accessKeyId: string): Promise<string> {
    if (!roles.has(accessKeyId)) await readFunctionKeys();
    const roleArn = roles.get(accessKeyId);
    if (roleArn !== undefined) return roleArn;
    throw new AcmRefusal(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  }

  async function readFunctionKeys(): Promise<void> {
    for await (const { Functions = [] } of paginateListFunctions({ client: new LambdaClient(root) }, {})) {
      for (const { FunctionArn, FunctionName = '', Role = '' } of Functions) {
        const digest = createHash('sha256').update(`${FunctionArn}:${Role}`).digest('hex');
        const accessKeyId = `ASIA${digest.slice(0, 16).toUpperCase()}`;
        roles.set(accessKeyId, Role);
        functionNames.set(accessKeyId, FunctionName);
      }
    }
  }

  /** As start-ministack.py does for all other services. */
  async function record(request: AcmRequest): Promise<void> {
    const session = functionNames.get(request.accessKeyId);
    if (session === undefined) return;
    const lines = whatIsAsked(request).map(({ action, resource }) =>
      JSON.stringify({ session, action, resource }),
    );
    await appendFile(allowedCallsPath, `${lines.join('\n')}\n`);
  }

  return {
    knowCaller: (accessKeyId, roleArn) => void roles.set(accessKeyId, roleArn),
    async check(request) {
      if (request.accessKeyId === root.credentials.accessKeyId) return;
      const roleArn = await roleOf(request.accessKeyId);
      checkStatements(await readStatements(root, roleArn), roleArn, request);
      await record(request);
    },
  };
}

/** @throws AcmRefusal when these statements of the role do not allow it. */
export function checkStatements(statements: Statement[], roleArn: string, request: AcmRequest): void {
  for (const asked of whatIsAsked(request)) {
    if (!isAllowed(statements, asked)) throw denied(roleArn, asked);
  }
}

/** An import with tags is asked for both: the import, and the tagging. */
function whatIsAsked({ operation, region, input, held }: AcmRequest): Asked[] {
  const certificate = held.find(({ certificateArn }) => certificateArn === input.CertificateArn);
  const context = new Map([
    ...tagKeys('aws:RequestTag', input.Tags ?? []),
    ...tagKeys('aws:ResourceTag', certificate?.tags ?? []),
  ]);
  const anyNew = `arn:aws:acm:${region}:000000000000:certificate/*`;
  const resource = operation === 'ListCertificates' ? '*' : (input.CertificateArn ?? anyNew);
  const actions = [`acm:${operation}`];
  if (operation === 'ImportCertificate' && input.Tags) actions.push('acm:AddTagsToCertificate');
  return actions.map((action) => ({ action, resource, context }));
}

function tagKeys(prefix: string, tags: AcmTag[]): [string, string][] {
  return tags.map(({ Key, Value }) => [`${prefix}/${Key}`, Value]);
}

function isAllowed(statements: Statement[], asked: Asked): boolean {
  const effects = statements.filter((statement) => applies(statement, asked)).map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function applies(
  { Action, Resource, Condition = {} }: Statement,
  { action, resource, context }: Asked,
): boolean {
  if (![Action].flat().some((pattern) => matches(pattern, action))) return false;
  if (![Resource].flat().some((pattern) => matches(pattern, resource))) return false;
  return Object.entries(Condition).every(([operator, wanted]) => {
    const isMet = OPERATORS[operator];
    if (!isMet) throw new Error(`the ACM stand-in knows no condition operator ${operator}`);
    return Object.entries(wanted).every(([key, values]) => isMet([values].flat(), context.get(key)));
  });
}

const OPERATORS: Record<string, (wanted: string[], given: string | undefined) => boolean> = {
  StringEquals: (wanted, given) => given !== undefined && wanted.includes(given),
  StringLike: (wanted, given) => given !== undefined && wanted.some((pattern) => matches(pattern, given)),
};

/** IAM's own wildcards: `*` and `?`. */
export function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`).test(text);
}

function denied(roleArn: string, { action, resource }: Asked): AcmRefusal {
  const caller = `${roleArn.replace(/^arn:aws:iam::(\d+):role/, 'arn:aws:sts::$1:assumed-role')}/session`;
  return new AcmRefusal(
    'AccessDeniedException',
    `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
}

export async function readStatements(root: RootAccess, roleArn: string): Promise<Statement[]> {
  const RoleName = roleArn.replace(/^.*\//, '');
  const listed = await askAsRoot(root, {
    service: 'iam',
    action: 'ListRolePolicies',
    parameters: { RoleName },
  });
  const names = [...listed.matchAll(/<member>([^<]+)<\/member>/g)].flatMap(([, name]) => name ?? []);
  const policies = await Promise.all(
    names.map(async (PolicyName) => {
      const parameters = { RoleName, PolicyName };
      const answer = await askAsRoot(root, { service: 'iam', action: 'GetRolePolicy', parameters });
      const [, encoded = ''] = /<PolicyDocument>([^<]+)<\/PolicyDocument>/.exec(answer) ?? [];
      return JSON.parse(decodeURIComponent(encoded)) as { Statement: Statement | Statement[] };
    }),
  );
  return policies.flatMap((policy) => policy.Statement);
}
