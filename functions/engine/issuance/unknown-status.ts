/** Tells of a status that RFC 8555 does not know: the run tries it, and a person can see why it takes long. */
import { printable } from '../errors.ts';
import type { Authorization, Order } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';

export function tellUnknownStatus(
  { url, status, unknownStatus }: Order | Authorization,
  events: EventSink,
): void {
  if (unknownStatus === undefined) return;
  const host = URL.parse(url)?.host ?? printable(url);
  events.emit({
    event: 'warning',
    subject: host,
    message: `The CA at ${host} gives ${printable(url, 200)} the status "${printable(unknownStatus, 60)}", which the renewer does not know. It is taken for ${status}.`,
  });
}
