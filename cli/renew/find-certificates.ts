/** Finds the certificates that a person names, and which renewer has each. Of names that are wrong it tells all at once. */

import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { nearestTo } from '../../functions/engine/config/nearest.ts';
import { listed, printable, RenewerError } from '../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { isGone } from '../../functions/engine/renewal/removal.ts';

export type FoundCertificate = { renewer: RenewerDescriptor; known: KnownCertificate };

export type Reading = {
  /** Those that are meant: the one that `--renewer` names, or all. */
  renewers: readonly RenewerDescriptor[];
  read(renewer: RenewerDescriptor, names: readonly string[]): Promise<KnownCertificate[]>;
  /** Of all renewers, also those that are not meant. For messages only, so it may know nothing. */
  list(): Promise<FoundCertificate[]>;
  /** Which of those that are known may be meant. @default - those that are declared */
  isMeant?(known: KnownCertificate): boolean;
};

/**
 * In the order in which they are named.
 * @throws RenewerError `config-invalid`, with the fault of each name that no renewer has, or more than one does.
 */
export async function findCertificates(
  certificateNames: readonly string[],
  { renewers, read, list, isMeant = isDeclared }: Reading,
): Promise<FoundCertificate[]> {
  const names = [...new Set(certificateNames)];
  const found = await readAll(names, renewers, read);
  const meant = found.filter(({ known }) => isMeant(known));
  const only = names.map((name) => {
    const [one, ...others] = standing(meant.filter(({ known }) => known.certificateName === name));
    return one && others.length === 0 ? [one] : [];
  });
  if (only.every(({ length }) => length === 1)) return only.flat();
  const sight = { meant, found, all: await list(), renewers, isMeant };
  const faults = names.filter((_, index) => only[index]?.length === 0).map((name) => faultOf(name, sight));
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message:
      faults.length === 1 ? faults.join('') : [`${faults.length} names are wrong:`, ...faults].join('\n  '),
    ...(only.some(({ length }) => length > 0) && { advice: 'Nothing was asked for.' }),
  });
}

/** Not where it was removed, unless that is so everywhere. */
function standing(found: readonly FoundCertificate[]): readonly FoundCertificate[] {
  const there = found.filter(({ known }) => !isGone(known));
  return there.length > 0 ? there : found;
}

/** One that another renewer had before, or has too. */
function severalText(shown: string, found: readonly FoundCertificate[]): string {
  const names = found.map(
    ({ renewer, known }) => renewer.renewerName + (isDeclared(known) ? '' : ' (where nobody declares it)'),
  );
  return `More than one renewer has a certificate ${shown}: ${listed(names, MOST_RENEWERS)}.`;
}

async function readAll(
  names: readonly string[],
  renewers: readonly RenewerDescriptor[],
  read: Reading['read'],
): Promise<FoundCertificate[]> {
  const answers = await Promise.all(
    renewers.map(async (renewer) => (await read(renewer, names)).map((known) => ({ renewer, known }))),
  );
  return answers.flat();
}

function isDeclared({ definition, unreadable }: KnownCertificate): boolean {
  return definition !== undefined || unreadable !== undefined;
}

type Sight = {
  meant: readonly FoundCertificate[];
  found: readonly FoundCertificate[];
  all: readonly FoundCertificate[];
  renewers: readonly RenewerDescriptor[];
  isMeant(known: KnownCertificate): boolean;
};

const MOST_RENEWERS = 5;

function faultOf(certificateName: string, { meant, found, all, renewers, isMeant }: Sight): string {
  const shown = printable(certificateName, 128);
  const isIt = ({ known }: FoundCertificate) => known.certificateName === certificateName;
  const several = standing(meant.filter(isIt));
  if (several.length > 0) return `${severalText(shown, several)} Give --renewer.`;
  const elsewhere = all.find((one) => isIt(one) && isMeant(one.known));
  if (elsewhere) {
    const { renewerName } = elsewhere.renewer;
    return `${named(renewers)} has no certificate ${shown}; ${renewerName} has it: give --renewer ${renewerName}.`;
  }
  const known = found.filter(isIt);
  if (known.length > 0 && known.every((one) => isGone(one.known))) {
    return `Nothing is left of the certificate ${shown}: nobody declares it any more, and it was removed.`;
  }
  if (known.length > 0) {
    return `Nobody declares the certificate ${shown} any more, so that it is not renewed. What was issued stays. Declare it again to renew it.`;
  }
  const none = `No certificate is called ${shown} at ${named(renewers)}.`;
  const near = nearestAmong(certificateName, all);
  return near ? `${none} Did you mean ${near}?` : `${none} \`dnscale-certs status\` lists the names.`;
}

function nearestAmong(certificateName: string, all: readonly FoundCertificate[]): string | undefined {
  const declared = all.filter(({ known }) => isDeclared(known));
  const near = nearestTo(
    certificateName,
    declared.map(({ known }) => known.certificateName),
  );
  const renewer = declared.find(({ known }) => known.certificateName === near)?.renewer;
  return near && renewer && `${near} (${renewer.renewerName})`;
}

function named(renewers: readonly RenewerDescriptor[]): string {
  return listed(
    renewers.map(({ renewerName }) => renewerName),
    MOST_RENEWERS,
  );
}
