/** Reads which certificates are meant: those that are named, all, or the failing ones. */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { systemClock } from '../../functions/engine/deadline.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { type StatusWord, statusWord } from '../../functions/engine/renewal/status-word.ts';
import { say } from '../page.ts';
import { findRenewers } from '../renewer/find-renewers.ts';
import type { RenewerWiring } from '../renewer/wiring.ts';
import { toldHere } from '../warn.ts';
import { type FoundCertificate, findCertificates } from './find-certificates.ts';

/** Which certificates are meant. */
export type Meant = { names: string[] } | 'all' | 'failing';

export type ChoosePorts = {
  wiring: Pick<RenewerWiring, 'directory' | 'overviewOf'>;
  stderr: NodeJS.WritableStream;
};

/** @throws RenewerError `config-invalid` for names that are wrong, and what AWS refuses. */
export async function chooseCertificates(
  meant: Meant,
  renewerName: string | undefined,
  { wiring, stderr }: ChoosePorts,
  deadline: Deadline,
): Promise<FoundCertificate[]> {
  const { renewers } = await findRenewers(wiring.directory, renewerName, deadline);
  if (typeof meant === 'object') return byName(meant.names, renewers, wiring, deadline);
  const { all, isComplete } = await listAll(renewers, wiring, deadline);
  if (!isComplete) say(stderr, `warning: ${TOO_MANY}`);
  for (const { known } of all) {
    if (known.unreadable) say(stderr, `warning: It is left out: ${toldHere(known.unreadable)}`);
  }
  const declared = all.filter(({ known }) => known.definition !== undefined && !known.unreadable);
  const now = systemClock.now();
  const chosen = meant === 'all' ? declared : declared.filter((one) => isFailing(one, now));
  if (chosen.length === 0) say(stderr, `${NONE[meant]} Nothing was asked for.`);
  return chosen;
}

/**
 * One of which something is known, also where nobody declares it any more.
 *
 * @param isMeant which of those.
 * @throws RenewerError as `chooseCertificates`.
 */
export async function chooseKnown(
  certificateName: string,
  renewerName: string | undefined,
  { wiring, isMeant }: { wiring: ChoosePorts['wiring']; isMeant(known: KnownCertificate): boolean },
  deadline: Deadline,
): Promise<FoundCertificate> {
  const { renewers } = await findRenewers(wiring.directory, renewerName, deadline);
  const [one] = await byName([certificateName], renewers, wiring, deadline, isMeant);
  if (one === undefined) throw new Error('one name gives one certificate');
  return one;
}

const TOO_MANY = 'There are more certificates than can be read at once; those beyond are left out.';

const NONE = { all: 'No certificate is declared.', failing: 'No certificate is failing.' };

/** What a check may mend: the last run failed or is missing, or the next renewal would fail. The table of docs/command.md marks them. */
const FAILING: readonly StatusWord[] = ['expired', 'revoked', 'needs-you', 'unchecked', 'failing', 'at-risk'];

export function isFailing({ known }: Pick<FoundCertificate, 'known'>, now: Date): boolean {
  return FAILING.includes(statusWord(known, now).word);
}

function byName(
  names: readonly string[],
  renewers: readonly RenewerDescriptor[],
  wiring: ChoosePorts['wiring'],
  deadline: Deadline,
  isMeant?: (known: KnownCertificate) => boolean,
): Promise<FoundCertificate[]> {
  return findCertificates(names, {
    renewers,
    ...(isMeant && { isMeant }),
    read: (renewer, some) => wiring.overviewOf(renewer).readCertificates(some, deadline),
    list: async () => {
      // Its words are for a message that there is in any case.
      const { renewers: everyone } = await findRenewers(wiring.directory, undefined, deadline);
      return (await listAll(everyone, wiring, deadline).catch(() => ({ all: [] }))).all;
    },
  });
}

async function listAll(
  renewers: readonly RenewerDescriptor[],
  { overviewOf }: ChoosePorts['wiring'],
  deadline: Deadline,
): Promise<{ all: FoundCertificate[]; isComplete: boolean }> {
  const lists = await Promise.all(
    renewers.map(async (renewer) => {
      const { certificates, isComplete } = await overviewOf(renewer).listCertificates(deadline);
      const sorted = certificates.toSorted((a, b) => (a.certificateName < b.certificateName ? -1 : 1));
      return { all: sorted.map((known): FoundCertificate => ({ renewer, known })), isComplete };
    }),
  );
  return { all: lists.flatMap(({ all }) => all), isComplete: lists.every(({ isComplete }) => isComplete) };
}
