/**
 * A run's events in plain words: for the log, for the command's live view and for the demo, which choose what they show. Foreign
 * names and texts were made printable where they were read. Pure.
 */
import { listed, type Reader } from './errors.ts';
import { instantText } from './notify/time-words.ts';
import type { RunEvent } from './ports/events.ts';

type Words = {
  [Name in RunEvent['event']]: (event: Extract<RunEvent, { event: Name }>, reader: Reader) => string;
};

const WORDS: Words = {
  'run-started': () => 'a run begins',
  'run-skipped': ({ reason }) => `nothing is done: ${reason}`,
  'state-moved': ({ from }) => `its state was in ${from}, and is in the table of states from now on`,
  'step-begun': ({ step }) => `begins with ${step}`,
  warning: ({ subject, message }) => `warning: ${subject}: ${message}`,
  'challenge-delegated': ({ from, to, zoneName }) => `CNAME: ${from} leads to ${to}, in the zone ${zoneName}`,
  'zones-checked': ({ zoneNames, nameServers }) =>
    `DNS: ${listed(zoneNames, MOST_SHOWN)} delegated to ${listed(nameServers, MOST_SHOWN)}`,
  'caa-checked': caaWords,
  'renewal-advised': ({ windowStartsAt, windowEndsAt, renewAt }) =>
    `the CA suggests renewal between ${when(windowStartsAt)} and ${when(windowEndsAt)}; the instant drawn is ${when(renewAt)}`,
  'order-resumed': ({ orderUrl, status }) => `continues the order ${orderUrl}, which is ${status}`,
  decided: ({ due, message, reason, nextCheckAt }, reader) => {
    if (due) return `due, because ${message} (${reason})`;
    if (reader === 'caller') return `not due; ${message}; --force issues one all the same`;
    return `not due; ${message}${nextCheckAt === undefined ? '' : `; next check at ${when(nextCheckAt)}`}`;
  },
  'account-noted': ({ message }) => `account: ${message}`,
  'order-created': ({ orderUrl, domainNames, replaces }) =>
    `order for ${domainNames.join(' and ')}${replaces === undefined ? '' : ', in place of the live certificate'}: ${orderUrl}`,
  'txt-published': ({ name, value }) => `TXT published: ${name} = ${value}`,
  'propagation-seen': ({ name, nameServer, address, verdict, elapsedMs, detail }) =>
    `DNS: ${name} at ${nameServer} (${address}) ${verdict} after ${inSeconds(elapsedMs)}: ${detail}`,
  propagated: ({ name, elapsedMs }) =>
    `DNS: ${name} is on every authoritative name server after ${inSeconds(elapsedMs)}`,
  'extra-wait': ({ name, waitMs }) =>
    `waits ${inSeconds(waitMs)} more for ${name}: the CA has missed values of this zone before, or its definition says so`,
  'challenge-answered': ({ domainName }) => `told the CA to validate ${domainName}`,
  'certificate-issued': ({ serial, notAfter }) => `issued until ${when(notAfter)}, serial ${serial}`,
  'certificate-stored': ({ version }) => `stored as version ${version}`,
  'version-reinstalled': ({ version, copyOf, notAfter }) =>
    `live again from the archive: ${copyOf}, as version ${version}, until ${when(notAfter)}`,
  'certificate-imported': ({ region, certificateArn }) => `imported into ACM in ${region}: ${certificateArn}`,
  'secret-written': ({ secretArn }) => `written into Secrets Manager: ${secretArn}`,
  'left-over-deleted': deletionWords,
  'certificate-revoked': ({ serial, reason, certificateAuthority }) =>
    `revoked by ${certificateAuthority} (${reason}): the certificate with the serial ${serial}`,
  'txt-removed': ({ name, value, wasAbsent }) =>
    `${wasAbsent ? 'TXT is not there any more' : 'TXT removed'}: ${name} = ${value}`,
  'clean-up-postponed': ({ name, value, message }) => `TXT stays for now: ${name} = ${value}. ${message}`,
  'readiness-proved': () => 'ready: all that the next renewal needs is there',
  'readiness-failed': ({ code, message }) => `not ready (${code}), the live certificate stays: ${message}`,
  'run-failed': ({ step, code, message, nextCheckAt }, reader) =>
    // The message comes last: it may end with something to copy.
    `failed at ${step} (${code})${reader === 'caller' ? '' : `, next check at ${when(nextCheckAt)}`}: ${message}`,
  'run-finished': ({ outcome, tookMs, nextCheckAt }, reader) =>
    reader === 'caller'
      ? `finished after ${inSeconds(tookMs)}: ${outcome}`
      : `finished after ${inSeconds(tookMs)}: ${outcome}; ${nextCheckAt === undefined ? 'it is not checked again' : `next check at ${when(nextCheckAt)}`}`,
};

/** @param reader a caller knows no next check. */
export function eventWords<Event extends RunEvent>(event: Event, reader: Reader = 'operator'): string {
  // The table has a function for each event, and TypeScript does not see that it is the one for this event.
  const words = WORDS[event.event] as (event: Event, reader: Reader) => string;
  return words(event, reader);
}

const MOST_SHOWN = 5;

function caaWords({ foundAt, unasked }: Extract<RunEvent, { event: 'caa-checked' }>): string {
  const letIn =
    foundAt.length > 0 ? `the records at ${listed(foundAt, MOST_SHOWN)} let the CA in` : 'no records';
  return `CAA: ${letIn}${unasked.length > 0 ? `; nobody could be asked for ${listed(unasked, MOST_SHOWN)}` : ''}`;
}

export function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** As people read it; a CA's or a record's odd instant as it is. */
function when(instant: string): string {
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? instant : instantText(at);
}

function deletionWords({
  from,
  subject,
  restorableUntil,
  wasAbsent,
}: Extract<RunEvent, { event: 'left-over-deleted' }>): string {
  if (from === 's3')
    return `deleted in S3: the live copies of ${subject}; the archive stays until S3 ends it`;
  const service = from === 'acm' ? 'ACM' : 'Secrets Manager';
  if (wasAbsent) return `not in ${service} any more: ${subject}`;
  const until = restorableUntil === undefined ? '' : `; it can be restored until ${when(restorableUntil)}`;
  return `deleted in ${service}: ${subject}${until}`;
}
