/** Asks before `--force` orders certificates that nobody has named one by one, and says what it costs. */
import { fitted, type Page, pageOf } from '../page.ts';
import { type Agreement, isAgreed, type Streams } from '../questions.ts';
import type { Meant } from './choose.ts';
import type { FoundCertificate } from './find-certificates.ts';

/** Of Let's Encrypt: https://letsencrypt.org/docs/rate-limits */
const ORDERS_IN_THREE_HOURS = 300;

/** Who names certificates knows how many there are. @throws RenewerError `config-invalid` where nobody can be asked. */
export async function isForceAgreed(
  meant: Meant,
  all: readonly FoundCertificate[],
  { force, yes, unanswered }: Pick<Agreement, 'unanswered'> & { force?: true; yes?: true },
  streams: Pick<Streams, 'stdin' | 'stderr'>,
): Promise<boolean> {
  if (!force || typeof meant === 'object') return true;
  const what = all.length === 1 ? 'a new certificate' : `${all.length} new certificates`;
  const asking = {
    yes,
    question: () => costText(all, pageOf(streams.stderr)),
    undone: `Nothing was asked for, since --force with --${meant} orders ${what}`,
    unanswered,
    give: '--yes, or leave --force out: then only what is due is renewed',
  };
  return isAgreed(asking, streams);
}

export function costText(all: readonly FoundCertificate[], page: Omit<Page, 'paint'>): string {
  const { length } = all;
  const domainNames = new Set(all.flatMap(({ known }) => known.definition?.domainNames ?? []));
  const lines = [
    `--force orders ${length === 1 ? '1 new certificate' : `${length} new certificates, one for each`}, whether they are due or not:`,
    `${domainNames.size === 1 ? '1 name' : `${domainNames.size} names`} in all. Each counts at the CA: Let’s Encrypt issues 5 a week for the same names. Our own limit of 4 a week holds up those that have no room.`,
    ...(length > ORDERS_IN_THREE_HOURS
      ? [`An account gets ${ORDERS_IN_THREE_HOURS} orders in three hours: the others wait for that.`]
      : []),
    'Without --force, only what is due is renewed.',
  ];
  return `${fitted(lines.join('\n'), page)}\nOrder ${length === 1 ? 'it' : `all ${length}`}? [y/N] `;
}
