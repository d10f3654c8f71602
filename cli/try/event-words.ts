/** A run's events in plain words. Foreign names and texts were made printable where they were read. */
import type { RunEvent } from '../../functions/engine/ports/events.ts';

/** The sentence for an event; undefined for an event that tells a reader nothing. */
export function eventWords(event: RunEvent): string | undefined {
  return issuanceWords(event) ?? runWords(event);
}

function issuanceWords(event: RunEvent): string | undefined {
  switch (event.event) {
    case 'challenge-delegated':
      return `CNAME  ${event.from} leads to ${event.to}, in the zone ${event.zoneName}`;
    case 'account-noted':
      return `account  ${event.message}`;
    case 'order-created': {
      const whom = event.replaces === undefined ? '' : ', in place of the live certificate';
      return `order for ${event.domainNames.join(' and ')}${whom}: ${event.orderUrl}`;
    }
    case 'order-resumed':
      return `continues the order ${event.orderUrl}, which is ${event.status}`;
    case 'txt-published':
      return `TXT  ${event.name} = ${event.value}`;
    case 'propagation-seen':
      return `DNS  ${event.nameServer} (${event.address}) ${event.verdict} after ${inSeconds(event.elapsedMs)}: ${event.detail}`;
    case 'propagated':
      return `DNS  ${event.name} is on every authoritative name server after ${inSeconds(event.elapsedMs)}`;
    case 'extra-wait':
      return `waits ${inSeconds(event.waitMs)} more for ${event.name}: the CA has missed values of this zone before`;
    case 'challenge-answered':
      return `told the CA to validate ${event.domainName}`;
    case 'certificate-issued':
      return `certificate issued: serial ${event.serial}, valid until ${event.notAfter}`;
    case 'txt-removed':
      return `TXT  removed ${event.value} from ${event.name}`;
    case 'clean-up-postponed':
      return `TXT  ${event.value} stays at ${event.name} for now: ${event.message}`;
    default:
      return undefined;
  }
}

function runWords(event: RunEvent): string | undefined {
  switch (event.event) {
    case 'decided':
      return event.due
        ? `due, because ${event.message} (${event.reason})`
        : `not due; ${event.message}; next check at ${event.nextCheckAt}`;
    case 'renewal-advised':
      return `the CA suggests renewal between ${event.windowStartsAt} and ${event.windowEndsAt}; the instant drawn is ${event.renewAt}`;
    case 'warning':
      return `warning: ${event.subject}: ${event.message}`;
    case 'certificate-stored':
      return `stored as version ${event.version}`;
    case 'readiness-proved':
      return 'ready: all that the next renewal needs is there';
    case 'readiness-failed':
      return `not ready (${event.code}), the live certificate stays: ${event.message}`;
    case 'run-failed':
      return `failed at ${event.step} (${event.code}): ${event.message}`;
    default:
      return undefined;
  }
}

export function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
