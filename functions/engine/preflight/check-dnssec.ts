/**
 * The run's check of DNSSEC: a CA validates it, so that a broken chain would cost the order. What could not be asked is a
 * warning and stops nothing, but is never taken for intact.
 */
import { attemptEach, expectValue } from '../attempt.ts';
import { RenewerError } from '../errors.ts';
import type { DnsLookups, DnssecStatus } from '../ports/dns.ts';
import type { EventSink } from '../ports/events.ts';
import type { Deadline } from '../ports/time.ts';

export type DnssecPorts = { lookups: Pick<DnsLookups, 'checkDnssec'>; events: EventSink };

const NAMES_AT_ONCE = 20;

/**
 * @param names zones, or names in zones elsewhere.
 * @throws RenewerError `dnssec-broken` of the first name that is broken, and what the port throws.
 */
export async function checkDnssec(
  names: readonly string[],
  { lookups, events }: DnssecPorts,
  deadline: Deadline,
): Promise<void> {
  const ask = (name: string) => lookups.checkDnssec(name, deadline);
  const asked = await attemptEach([...new Set(names)], NAMES_AT_ONCE, ask, deadline);
  const statuses = asked.map(({ item: name, ...made }) => ({ name, ...expectValue(made) }));
  const broken = statuses.find(({ status }) => status === 'broken');
  if (broken) throw dnssecBroken(broken.name, broken.detail);
  warnOf('unknown', statuses, dnssecUnknown, events);
  warnOf('disputed', statuses, dnssecDisputed, events);
}

type Seen = DnssecStatus & { name: string };

/** One warning for all names of which the same was seen. */
function warnOf(
  wanted: DnssecStatus['status'],
  statuses: readonly Seen[],
  inWords: (subject: string, detail: string) => string,
  events: EventSink,
): void {
  const these = statuses.filter(({ status }) => status === wanted);
  for (const [detail, zones] of Map.groupBy(these, (seen) => seen.detail)) {
    const subject = zones.map(({ name }) => name).join(', ');
    events.emit({ event: 'warning', subject, message: inWords(subject, detail) });
  }
}

function dnssecUnknown(subject: string, detail: string): string {
  return (
    `Whether DNSSEC is intact for ${subject} is not known: ${detail}. This stops nothing; if DNSSEC is broken, the CA ` +
    'refuses the validation.'
  );
}

function dnssecDisputed(subject: string, detail: string): string {
  return (
    `Validating resolvers differ on DNSSEC of ${subject}: ${detail}. This stops nothing; where the CA sees it broken, it ` +
    'refuses the validation. A change of DS records or keys that has not reached every resolver passes by itself.'
  );
}

function dnssecBroken(name: string, seen: string): RenewerError {
  return new RenewerError({
    code: 'dnssec-broken',
    disposition: 'person',
    subject: name,
    message:
      `DNSSEC is broken for ${name}: ${seen}, and it resolves only with checking disabled. No CA issues for such a ` +
      'name, and no order is made until then.',
    advice: 'At the registrar, remove the DS record, or set the one that DNScale shows for the zone.',
  });
}
