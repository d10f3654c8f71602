/**
 * Problem documents (RFC 7807; RFC 8555 §6.7): the CA's own words, made safe to print and kept whole: type, detail,
 * every name's subproblem, and each link word for word. What a problem means for a run is in problem-meanings.ts.
 */
import * as z from 'zod/mini';
import { printable } from '../engine/errors.ts';

const ERROR_NAMESPACE = 'urn:ietf:params:acme:error:';

const text = z.catch(z.optional(z.string()), undefined);
const Subproblem = z.object({
  type: text,
  detail: text,
  identifier: z.catch(z.optional(z.object({ value: z.string() })), undefined),
});
const Document = z.object({
  type: text,
  detail: text,
  instance: text,
  subproblems: z.catch(z.optional(z.array(Subproblem)), undefined),
});

export type Subproblem = { type: string; detail: string; domainName?: string | undefined };

/** What the CA said; the RenewerError that we make of it keeps it as `cause`. */
export class AcmeProblem extends Error {
  override readonly name = 'AcmeProblem';
  /** Without the ACME namespace: `rateLimited`. `about:blank` when the CA named none. */
  readonly type: string;
  readonly detail: string;
  /** A page for the account's owner, e.g. new terms to agree to. */
  readonly instance: string | undefined;
  readonly subproblems: readonly Subproblem[];

  constructor(document: z.infer<typeof Document>) {
    const type = typeOf(document.type);
    const detail = quote(document.detail ?? '');
    const instance = document.instance && quote(document.instance);
    const subproblems = (document.subproblems ?? []).slice(0, 100).map((subproblem) => ({
      type: typeOf(subproblem.type),
      detail: quote(subproblem.detail ?? ''),
      domainName: subproblem.identifier && printable(subproblem.identifier.value, 255),
    }));
    super(inWords(type, detail, instance, subproblems));
    this.type = type;
    this.detail = detail;
    this.instance = instance;
    this.subproblems = subproblems;
  }
}

/** The problem in an answer or an `error` member; undefined when there is none. */
export function parseProblem(value: unknown): AcmeProblem | undefined {
  const { data } = z.safeParse(Document, value);
  const isProblem = data?.type !== undefined || data?.detail !== undefined;
  return isProblem ? new AcmeProblem(data) : undefined;
}

/** Whether the error was made of a problem of this type. */
export function isCausedBy(error: unknown, type: string): boolean {
  return error instanceof Error && error.cause instanceof AcmeProblem && error.cause.type === type;
}

function typeOf(type = 'about:blank'): string {
  return printable(type.startsWith(ERROR_NAMESPACE) ? type.slice(ERROR_NAMESPACE.length) : type, 100);
}

/** Printable and short. A link that the cut would break follows whole: unpause links are long. */
function quote(foreign: string): string {
  const clean = printable(foreign);
  const links = foreign.match(/https:\/\/[!-~]{1,2000}/g) ?? [];
  const lost = links.filter((link) => !clean.includes(link)).slice(0, 2);
  if (lost.length === 0) return clean;
  const before = clean.replace(/https:\/\/[!-~]*…$/, '…');
  return [before, ...lost].filter((part) => part !== '…').join(' ');
}

function inWords(
  type: string,
  detail: string,
  instance: string | undefined,
  subproblems: readonly Subproblem[],
): string {
  const reasons = subproblems.map(({ domainName, ...reason }) => {
    const words = `${reason.detail || 'no detail'} (${reason.type})`;
    return domainName === undefined ? words : `${domainName}: ${words}`;
  });
  const main = `${detail || 'no detail'} (${type})`;
  return [main, ...reasons, ...(instance === undefined ? [] : [`see ${instance}`])].join('; ');
}
