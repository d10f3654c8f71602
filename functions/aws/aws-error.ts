/**
 * The edge to AWS: every SDK call of these adapters goes through `callAws`, which binds it to the deadline and
 * turns what the SDK throws into one RenewerError. Only AWS's own words, error name and request id get into
 * the message; never the request, whose body may hold a key or a token.
 */
import { addressesTried } from '../engine/connections.ts';
import { orAborted, throwIfOver } from '../engine/deadline.ts';
import { type Disposition, type ErrorCode, printable, RenewerError } from '../engine/errors.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { createRedactor } from '../engine/redact.ts';
import { type Person, whatYouDo } from './person-advice.ts';

export type AwsCall = {
  /** As IAM spells it: `s3:PutObject`. It is what an operator must allow when the answer is "denied". */
  action: string;
  /** What the call is about, with its kind: `secret dnscale-certs/token`. */
  resource: string;
  /** What a failure lies in, where that is not the resource: `bucket certs`, of which the resource is an object. @default the resource */
  subject?: string;
  /** What is away, or throttles, where nobody denies the call: `eu-central-1`, of a region's ACM. @default the subject */
  server?: string;
  /** Code of the error when the call fails. @default 'aws-failed' */
  code?: ErrorCode;
  /** What else a denial may mean. @default nothing else */
  ifDenied?: string;
  /** Whose credentials make the call. @default - the function's role */
  caller?: Person | undefined;
  /** What the request holds and no error may: AWS quotes values that it refuses. @default - nothing */
  withheld?: string | undefined;
};

/**
 * Sends one SDK command.
 *
 * @throws RenewerError the deadline's reason once it has passed; else `call.code`, for a person when AWS
 * denies the call or does not know the resource, for the next run in every other case.
 */
export async function callAws<Answer>(
  call: AwsCall,
  deadline: Deadline,
  send: (options: { abortSignal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  deadline.signal.throwIfAborted();
  const askedAtMs = performance.now();
  try {
    // The SDK ends a request when the signal says so, but not its own pauses between two tries.
    return await orAborted(send({ abortSignal: deadline.signal }), deadline.signal);
  } catch (thrown) {
    const request = `${call.action} on ${call.resource}`;
    throwIfOver(deadline, { who: 'AWS', request, waitedMs: performance.now() - askedAtMs });
    throw awsError(thrown, call);
  }
}

/** Name of the SDK exception behind an error that `callAws` threw; undefined for any other error. */
export function awsErrorName(thrown: unknown): string | undefined {
  if (!(thrown instanceof RenewerError) || !(thrown.cause instanceof Error)) return undefined;
  return thrown.cause.name;
}

/** AWS's own words behind an error that `callAws` threw, cleaned. */
export function awsWords(thrown: unknown): string {
  const cause = thrown instanceof RenewerError ? thrown.cause : thrown;
  return cause instanceof Error ? cleaned(cause.message) : '';
}

export function isDenied(thrown: unknown): boolean {
  return DENIED.test(awsErrorName(thrown) ?? '');
}

export function isThrottled(thrown: unknown): boolean {
  return THROTTLED.test(awsErrorName(thrown) ?? '');
}

/** True when AWS may have carried the call out: no answer, a 5xx, or a truncated success. */
export function isUnanswered(thrown: unknown): boolean {
  if (!(thrown instanceof RenewerError) || thrown.code === 'deadline-exceeded') return false;
  const { $metadata } = (thrown.cause ?? {}) as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 500;
  return status >= 500 || status < 300;
}

/** The third is SNS's own. */
const DENIED =
  /^(AccessDenied|AccessDeniedException|AuthorizationErrorException|Forbidden|UnrecognizedClientException|InvalidClientTokenId)$/;
const MISSING = /^(ResourceNotFoundException|NoSuchBucket|QueueDoesNotExist|NotFound)$/;
const THROTTLED =
  /^(Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded)$/;

function awsError(thrown: unknown, call: AwsCall): RenewerError {
  const name = thrown instanceof Error ? thrown.name : 'Error';
  const words =
    addressesTried(thrown) ??
    (thrown instanceof Error ? cleaned(without(call.withheld, thrown.message)) : '');
  const { disposition, advice } = call.caller
    ? { disposition: 'person' as const, advice: whatYouDo({ ...call, ...call.caller, name, words }) }
    : whoActs(name, call);
  return new RenewerError({
    code: call.code ?? 'aws-failed',
    disposition,
    subject: (disposition === 'next-run' ? call.server : undefined) ?? call.subject ?? call.resource,
    message: `AWS did not do ${call.action} on ${call.resource}: ${name}: ${words}${requestId(thrown)}.`,
    advice,
    cause: call.withheld === undefined && !quotesPem(thrown) ? thrown : inWordsOnly(thrown, name, words),
  });
}

function without(withheld: string | undefined, text: string): string {
  return withheld === undefined ? text : createRedactor(withheld)(text);
}

function quotesPem(thrown: unknown): boolean {
  return thrown instanceof Error && QUOTED_PEM.test(thrown.message);
}

/** What callers ask of a cause, without AWS's own text. */
function inWordsOnly(thrown: unknown, name: string, words: string): Error {
  const { $metadata } = Object(thrown) as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata && { $metadata: { httpStatusCode: $metadata.httpStatusCode } };
  return Object.assign(new Error(words), { name, ...status });
}

function whoActs(name: string, call: AwsCall): { disposition: Disposition; advice: string } {
  if (DENIED.test(name)) {
    const advice = `Allow ${call.action} on it for the role of this function, in its own policy and in the resource's.${call.ifDenied ? ` ${call.ifDenied}` : ''}`;
    return { disposition: 'person', advice };
  }
  if (MISSING.test(name)) {
    return { disposition: 'person', advice: 'It does not exist (any more): deploy the stack again.' };
  }
  return { disposition: 'next-run', advice: 'The next run tries again.' };
}

/** A private key that AWS quotes back: a PEM block, or that in base64, as requests to ACM hold it; with all that follows. */
const QUOTED_PEM = /(?:-----BEGIN|LS0tLS1CRUdJ).*/s;

function cleaned(text: string): string {
  return printable(text.replace(QUOTED_PEM, '[PEM left out]')).replace(/\.$/, '');
}

function requestId(thrown: unknown): string {
  const metadata = (thrown as { $metadata?: { requestId?: unknown } } | null)?.$metadata;
  return typeof metadata?.requestId === 'string' ? ` (AWS request ${printable(metadata.requestId, 64)})` : '';
}
