/** A run's events in plain words, for the demo. */
import type { RunEvent } from '../../../functions/engine/events.ts';

/** The sentence for an event; undefined for those that the story can do without. */
export function tellEvent(event: RunEvent): string | undefined {
  switch (event.event) {
    case 'decided':
      return event.due
        ? `decided: due, because ${event.message} (${event.reason})`
        : `decided: not due; ${event.message}; next look at ${event.nextCheckAt}`;
    case 'order-created':
      return `order for ${event.domainNames.join(' and ')}: ${event.orderUrl}`;
    case 'txt-published':
      return `TXT  ${event.name} = ${event.value}`;
    case 'propagation-seen':
      return `DNS  ${event.nameServer} (${event.address}) ${event.verdict} after ${ms(event.elapsedMs)}: ${event.detail}`;
    case 'propagated':
      return `DNS  ${event.name} is on every authoritative name server after ${ms(event.elapsedMs)}`;
    case 'challenge-answered':
      return `told the CA to validate ${event.domainName}`;
    case 'certificate-issued':
      return `certificate issued: serial ${event.serial}, valid until ${event.notAfter}`;
    case 'certificate-stored':
      return `stored in S3 as version ${event.version}`;
    case 'certificate-imported':
      return `imported into ACM in ${event.region}: ${event.certificateArn}`;
    case 'txt-removed':
      return `TXT  removed ${event.value} from ${event.name}`;
    case 'run-failed':
      return `failed at ${event.step} (${event.code}): ${event.message} Next look at ${event.nextCheckAt}.`;
    case 'run-finished':
      return `finished: ${event.outcome}; next look ${event.nextCheckAt ?? 'never'}`;
    default:
      return undefined;
  }
}

function ms(value: number): string {
  return `${(value / 1000).toFixed(2)} s`;
}
