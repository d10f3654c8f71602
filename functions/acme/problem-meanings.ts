/**
 * What a problem of the CA means for a run: who acts next, and what to do. RFC 8555 §6.7 lists the types. A type that
 * is not known here never means "retry now". Pure; the error itself is made in ca-errors.ts.
 */
import { adviceToAdmit, caaPlaceIn } from '../engine/dns/caa.ts';
import {
  type Disposition,
  type ErrorCode,
  listed,
  printable,
  type RenewerErrorInit,
} from '../engine/errors.ts';
import { linksOf } from './links.ts';
import type { AcmeProblem } from './problem.ts';

export type Meaning = { code: ErrorCode; disposition: Disposition } & Pick<
  RenewerErrorInit,
  'advice' | 'adviceToCaller' | 'next'
>;

/** What came with the problem, or was known of the CA before. */
export type Circumstances = {
  /** The answer's header `Link`. */
  link?: string | undefined;
  /** What the directory offers. */
  profiles: readonly string[];
  /** The issuer domain names by which CAA records allow this CA. */
  caaIdentities: readonly string[];
};

export function meaningOf(problem: AcmeProblem, { profiles, caaIdentities, link }: Circumstances): Meaning {
  const type = problem.type === 'compound' ? (problem.subproblems[0]?.type ?? '') : problem.type;
  const meaning = MEANINGS.get(type);
  if (meaning?.code === NAME.code) return { ...NAME, advice: adviceOnNames(problem) };
  if (meaning) return meaning;
  if (type === 'userActionRequired')
    return { ...ACCOUNT, advice: adviceOnTerms(problem, link), next: AGREED };
  // RFC 8555 §6.7: as our preflight says it, which the CA has overtaken.
  if (type === 'caa')
    return { code: 'caa-forbids', disposition: 'person', advice: adviceOnCaa(problem, caaIdentities) };
  if (type === 'invalidProfile') {
    const advice = `Correct \`profile\`: the CA offers ${profiles.map((name) => printable(name, 100)).join(', ') || 'none'}.`;
    return { code: 'profile-unknown', disposition: 'person', advice };
  }
  return { code: 'order-refused', disposition: 'next-run', next: 'The next run tries again.' };
}

/** Let's Encrypt calls an order malformed for a name that it cannot certify: it would be refused at every try. */
export function meaningForNewOrder(problem: AcmeProblem, circumstances: Circumstances): Meaning {
  const isAboutNames = problem.type === 'malformed' && namesIn(problem).length > 0;
  return isAboutNames ? { ...NAME, advice: adviceOnNames(problem) } : meaningOf(problem, circumstances);
}

/** The names that the CA names: those of its subproblems, else those that it quotes. */
export function namesIn({ detail, subproblems }: AcmeProblem): string[] {
  const named = subproblems.flatMap(({ domainName }) => domainName ?? []);
  return named.length > 0
    ? named
    : [...detail.matchAll(QUOTED)].flatMap(([, text = '']) => NAME_IN.exec(text)?.[1] ?? []);
}

/** Where the CAA records stand that refuse, each once; empty when the problem is about something else too. */
export function caaPlacesIn({ subproblems }: AcmeProblem): string[] {
  const places = subproblems.map(({ type, detail, domainName }) =>
    type === 'caa' && domainName !== undefined ? caaPlaceIn(detail, domainName) : undefined,
  );
  return places.every((place) => place !== undefined) ? [...new Set(places)] : [];
}

/** As in `Cannot issue for "example.local": …`. A name is short, which bounds the time that the second one takes. */
const QUOTED = /"([a-z0-9.*-]{1,255})"/gi;
const NAME_IN = /^((?:\*\.)?(?:[a-z0-9-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*)\.?$/i;

const ACCOUNT = { code: 'acme-account', disposition: 'person' } as const;
const NAME = { code: 'identifier-rejected', disposition: 'person' } as const;
const VALIDATION: Meaning = {
  code: 'challenge-invalid',
  disposition: 'next-run',
  next: 'The next run tries again.',
};

const CONTACT: Meaning = {
  ...ACCOUNT,
  advice: 'Correct `acmeContact`, or leave it out.',
  adviceToCaller: 'Correct --email, or leave it out.',
};

const MEANINGS = new Map<string, Meaning>(
  Object.entries({
    accountDoesNotExist: {
      ...ACCOUNT,
      disposition: 'next-run',
      advice: 'It was registered anew with the same key, and that did not help.',
      next: 'The next run tries again.',
    },
    alreadyReplaced: {
      code: 'already-replaced',
      disposition: 'this-run',
      next: 'The order is made again without naming a predecessor.',
    },
    // Boulder's answer to a request while an earlier one is under way. For challenge and finalize it is no failure.
    conflict: {
      code: 'order-refused',
      disposition: 'next-run',
      advice: 'An earlier request is still under way at the CA.',
      adviceToCaller: 'An earlier request is still under way at the CA: run this again in a minute.',
      next: 'The next run asks how it ended.',
    },
    connection: VALIDATION,
    dns: VALIDATION,
    externalAccountRequired: {
      ...ACCOUNT,
      advice: 'This CA wants an external account with every new account, and got none.',
    },
    incorrectResponse: VALIDATION,
    invalidContact: CONTACT,
    rejectedIdentifier: { ...NAME, advice: '' },
    tls: VALIDATION,
    unauthorized: {
      ...ACCOUNT,
      advice:
        'The account was deactivated, or the stored account key is not its own: put the right key back, or delete ' +
        'the stored one.',
      next: 'Without one, the next run registers a new account.',
    },
    unsupportedContact: CONTACT,
    unsupportedIdentifier: { ...NAME, advice: '' },
  }),
);

function adviceOnNames(problem: AcmeProblem): string {
  const names = namesIn(problem);
  const which = names.length === 0 ? 'the name' : listed(names, MOST_NAMES_SHOWN);
  return `Correct ${which} in \`domainNames\` if it is misspelt; else take it out of the certificate, or ask the CA.`;
}

const MOST_NAMES_SHOWN = 5;

/** RFC 8555 §7.3.3: `instance` is the page on which to agree; the link names the terms. */
function adviceOnTerms({ message }: AcmeProblem, link: string | undefined): string {
  const [terms] = linksOf(link, 'terms-of-service');
  const where =
    terms === undefined || message.includes(terms) ? '' : ` The terms of service are at ${terms}.`;
  return `Follow the link and agree.${where}`;
}

const AGREED = 'The renewer then continues by itself within an hour.';

function adviceOnCaa({ subproblems }: AcmeProblem, [issuer]: readonly string[]): string {
  const [name] = subproblems.flatMap(({ type, domainName }) => (type === 'caa' ? (domainName ?? []) : []));
  const record = issuer === undefined ? '.' : `: ${adviceToAdmit(name, printable(issuer, 255))}`;
  return `Beside the CAA records of the name (or of a parent), add one that lets this CA in${record}`;
}
