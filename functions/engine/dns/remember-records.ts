/** The records of a zone are read once, for all names in it: within one preflight, or one examination, one answer serves all. */
import { memoize } from '../memoize.ts';
import type { Zone, ZoneDirectory } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';

/** MUST serve one examination only, so that a record that was added shows in the next. */
export function rememberRecords<Wrapped extends Pick<ZoneDirectory, 'listRecords'>>(
  directory: Wrapped,
): Wrapped {
  const list = memoize((_id: string, zone: Pick<Zone, 'id' | 'name'>, deadline: Deadline) =>
    directory.listRecords(zone, deadline),
  );
  return { ...directory, listRecords: (zone, deadline) => list(zone.id, zone, deadline) };
}
