/** How urgent a trouble is: by who can end it, how long it lasts and how much life is left. Pure. */
import type { Disposition } from '../errors.ts';
import { floorAt, type Validity } from '../renewal/share-of-life.ts';
import type { Severity } from './notice.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const ANOTHER_CAUSE_MS = 3 * HOUR_MS;

export type Lasting = {
  /** Of what clients meet. @default - nothing was issued yet */
  validity?: Validity | undefined;
  disposition: Disposition;
  /** Of the first failure in a row. */
  since: Date;
  /** Of the first of them with this cause. @default - `since` */
  causeSince?: Date | undefined;
};

/**
 * What ends by itself gets an hour before it wakes somebody, and a day before it becomes somebody's work: most hiccups of a CA
 * or of DNScale are shorter. After days of one cause, another one gets an hour of its own: the first try after a CA has come back
 * may fail once more.
 */
export function severityOf(
  { validity, disposition, since, causeSince = since }: Lasting,
  now: Date,
): Severity {
  const isForPerson = disposition === 'person';
  const lastsMs = now.getTime() - since.getTime();
  const isNearEnd = validity !== undefined && now >= floorAt(validity);
  if (isNearEnd && (isForPerson || lastsMs >= HOUR_MS || validity.notAfter <= now)) return 'page';
  const isLasting = lastsMs >= DAY_MS && now.getTime() - causeSince.getTime() >= ANOTHER_CAUSE_MS;
  return isForPerson || isLasting ? 'ticket' : 'info';
}
