/** A run's events in plain words, for the demo: the command's words, and more for what only AWS has. */
import { eventWords } from '../../cli/try/event-words.ts';
import type { RunEvent } from '../../functions/engine/ports/events.ts';

/** The sentence for an event; undefined for one that the story does not need. */
export function tellEvent(event: RunEvent): string | undefined {
  switch (event.event) {
    case 'decided':
      return `decided: ${eventWords(event)}`;
    case 'certificate-stored':
      return `stored in S3 as version ${event.version}`;
    case 'version-reinstalled':
      return `live again from the archive: ${event.copyOf}, as version ${event.version}`;
    case 'certificate-imported':
      return `imported into ACM in ${event.region}: ${event.certificateArn}`;
    case 'run-failed':
      return `${eventWords(event)} Next check at ${event.nextCheckAt}.`;
    case 'run-finished':
      return `finished: ${event.outcome}; next check ${event.nextCheckAt ?? 'never'}`;
    default:
      return eventWords(event);
  }
}
