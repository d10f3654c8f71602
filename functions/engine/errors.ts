/**
 * The one error of the product. An adapter makes it once, at its edge; nothing behind that edge sees an
 * error of undici, axios or an SDK except as `cause`. Callers test `code`, never the message.
 */

/** What went wrong: the one thing by which callers tell errors apart. */
export type ErrorCode =
  | 'config-invalid'
  | 'zone-not-found'
  | 'zone-not-active'
  | 'not-delegated'
  | 'delegation-loop'
  /** A CNAME leads a TXT value to a name where none is written (dns/delegated-target.ts). */
  | 'target-refused'
  | 'caa-forbids'
  /** No resolver gives an answer about CAA records, so a CA must not issue. */
  | 'caa-unanswered'
  | 'dnssec-broken'
  | 'token-missing'
  | 'dnscale-unauthorized'
  | 'dnscale-forbidden'
  | 'dnscale-rate-limited'
  | 'dnscale-unavailable'
  | 'dnscale-partial-update'
  /** DNScale does not take the request as it is. */
  | 'dnscale-refused'
  | 'propagation-timeout'
  | 'acme-rate-limited'
  | 'acme-paused'
  | 'acme-unavailable'
  /** The CA failed at this very request and says so itself (`serverInternal`). */
  | 'acme-failed'
  | 'acme-account'
  | 'challenge-invalid'
  | 'identifier-rejected'
  /** The CA's order or certificate lacks names that were asked for. */
  | 'names-missing'
  | 'already-replaced'
  | 'profile-unknown'
  | 'order-expired'
  /** The CA refuses a request (an order, its CSR or any other) for a reason that no other code names. */
  | 'order-refused'
  /** The CA does not revoke a certificate. */
  | 'revocation-refused'
  | 'deadline-exceeded'
  | 'store-failed'
  /** Another user of this machine could change the folder of a certificate, or what leads to it. */
  | 'folder-unsafe'
  /** The archive holds other content under the same name. */
  | 'store-conflict'
  /** A record in a table, or the state in a folder, is damaged, or of a later release. */
  | 'record-unreadable'
  /** Others changed a record again and again while it was written. */
  | 'record-conflict'
  | 'import-failed'
  | 'import-incompatible'
  | 'import-quota'
  /** Somebody else imported another certificate onto an ARN of ours, or wrote our secret. */
  | 'import-overwritten'
  | 'clean-up-failed'
  /** AWS did not do what it was asked to do, and no other code says more. */
  | 'aws-failed'
  /** A person stopped the command. */
  | 'interrupted'
  /** A fault of ours. */
  | 'unexpected';

/** Who acts next: this run (retry now), the next run (back-off), a run not before `retryAt`, or a person. */
export type Disposition = 'this-run' | 'next-run' | 'not-before' | 'person';

/**
 * Who reads a text: the operator of a deployed renewer, in its log, mails and status; or who has typed a command here, where
 * nothing runs again by itself and settings are variables and options.
 */
export type Reader = 'operator' | 'caller';

export type RenewerErrorInit = {
  code: ErrorCode;
  disposition: Disposition;
  /** What is (not) working, and what was seen where. Never a secret. */
  message: string;
  /** What a person does: it ends the error's message. @default - the message says it all */
  advice?: string | undefined;
  /** What a caller does, if that differs; '' for nothing. @default `advice` */
  adviceToCaller?: string | undefined;
  /** What a deployed renewer does next by itself, and what stays: it ends the advice to its operator. @default - nothing */
  next?: string | undefined;
  /** Earliest useful time of another try. MUST be given with the disposition `not-before`. */
  retryAt?: Date | undefined;
  /**
   * The domain name, zone, server, secret or ARN that the error lies in: one that several certificates share MUST be named as such
   * (a zone, not the name in it), since they are told together by it.
   */
  subject?: string | undefined;
  /** No later try can succeed: it is told once, and not tried again. @default false */
  isFinal?: boolean | undefined;
  cause?: unknown;
};

export class RenewerError extends Error {
  override readonly name = 'RenewerError';
  readonly code: ErrorCode;
  readonly disposition: Disposition;
  readonly retryAt: Date | undefined;
  readonly subject: string | undefined;
  /** The end of `message`, which is for the operator: what to do about it. */
  readonly advice: string | undefined;
  readonly isFinal: boolean;
  /** The same error, told to a caller. */
  readonly toldToCaller: string;
  /** The end of that. @default - it says it all without one */
  readonly adviceToCaller: string | undefined;

  readonly #init: RenewerErrorInit;

  constructor(init: RenewerErrorInit) {
    const { message, adviceToCaller = init.advice } = init;
    const advice = [init.advice, init.next].filter(Boolean).join(' ') || undefined;
    super(advice === undefined ? message : `${message} ${advice}`, { cause: init.cause });
    this.toldToCaller = adviceToCaller ? `${message} ${adviceToCaller}` : message;
    this.adviceToCaller = adviceToCaller || undefined;
    this.#init = init;
    this.code = init.code;
    this.disposition = init.disposition;
    this.retryAt = init.retryAt;
    this.subject = init.subject;
    this.isFinal = init.isFinal ?? false;
    this.advice = advice;
  }

  /** The same, about what several certificates share: causes are told once for each subject. */
  about(subject: string): RenewerError {
    return new RenewerError({ ...this.#init, subject });
  }
}

/** Another run holds the claim. Whoever holds failures back MUST throw this one on at once: the run may change nothing more. */
export class ClaimLost extends RenewerError {}

/** Anything that was thrown, as a RenewerError: ours as it is, everything else as `unexpected`. */
export function asRenewerError(thrown: unknown): RenewerError {
  if (thrown instanceof RenewerError) return thrown;
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new RenewerError({
    code: 'unexpected',
    disposition: 'next-run',
    message: `Unexpected error: ${printable(detail)}.`,
    advice: 'This is a fault of the renewer; please report it.',
    cause: thrown,
  });
}

export function toldTo(reader: Reader, error: RenewerError): string {
  return reader === 'operator' ? error.message : error.toldToCaller;
}

/** The message without the advice at its end: what is (not) working, and what was seen where. */
export function factsOf({ message, advice }: { message: string; advice?: string | undefined }): string {
  // A message that was cut ends with no advice.
  const isAtTheEnd = advice !== undefined && advice !== '' && message.endsWith(` ${advice}`);
  return isAtTheEnd ? message.slice(0, -advice.length - 1) : message;
}

const CA_AWAY: readonly ErrorCode[] = ['acme-unavailable', 'acme-failed'];

const OF_THE_TOKEN: readonly ErrorCode[] = ['token-missing', 'dnscale-unauthorized', 'dnscale-forbidden'];

/** The token itself is at fault: it is not set, refused, or lets too little. One token serves all certificates. */
export function isOfTheToken(code: ErrorCode): boolean {
  return OF_THE_TOKEN.includes(code);
}

/** Silence, a gateway's page, a CA that failed over the request: it says nothing about the order. */
export function isCaAway(thrown: unknown): thrown is RenewerError {
  return thrown instanceof RenewerError && CA_AWAY.includes(thrown.code);
}

// Controls (Cc), invisible and bidi-override characters (Cf), line and paragraph separators.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

// A cut can go through a surrogate pair.
const HALF_A_PAIR = /[\ud800-\udbff]$/;

/**
 * Foreign text made safe for logs and terminals: control characters become a blank, half surrogate pairs U+FFFD; 500
 * characters at most.
 */
export function printable(text: string, maxLength = 500): string {
  const clean = text.toWellFormed().replace(UNPRINTABLE, ' ').trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength).replace(HALF_A_PAIR, '')}…` : clean;
}

/** The first `most` names, and how many more there are: `a, b and 3 more`. */
export function listed(names: readonly string[], most: number): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
