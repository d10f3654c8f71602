/** When the next mail about one cause comes, and how a mail says so. Pure. */
import { floorAt } from '../renewal/share-of-life.ts';
import type { Notice } from './notice.ts';
import { instantText } from './time-words.ts';
import type { Urgency } from './told.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Between two mails of one cause, while somebody must act: a week, and a day in the last sixth of a life. */
export function pauseMs({ stage }: Pick<Urgency, 'stage'>): number {
  return stage === 0 ? 7 * DAY_MS : DAY_MS;
}

/** @param notices of one cause. */
export function nextMailText(notices: readonly Notice[], { stage }: Pick<Urgency, 'stage'>): string {
  if (stage > 0) return 'when it is solved, or in a day';
  const floors = notices.flatMap(({ validity }) => (validity ? [floorAt(validity).getTime()] : []));
  const daily = floors.length === 0 ? '' : `; daily from ${instantText(new Date(Math.min(...floors)))} on`;
  return `when it is solved, or in a week${daily}`;
}

/** After the last mail of a cause. */
export const NO_NEXT_MAIL = 'when somebody is needed again';
