/**
 * Writes the events of a run to the log: one JSON line each, which begins with what happened in words. The event's fields stand
 * behind it under their own names (its own message as `detail`), so that a reader of the log has the event back, and queries can
 * ask for them. Only fields that are listed here are logged: no other can leak.
 */
import { printable } from '../engine/errors.ts';
import { eventWords } from '../engine/event-words.ts';
import type { EventSink, RunEvent } from '../engine/ports/events.ts';
import { createLogger } from './logger.ts';

type Log = (line: { message: string; [field: string]: unknown }) => void;

export type EventLogOptions = {
  /** On every line of the run. */
  certificateName: string;
  /** On every line. @default the id in the event `run-started`, from then on */
  runId?: string;
  /** @default - a logger of its own */
  logger?: { info: Log; warn: Log; error: Log };
};

type FieldsOf<Event> = readonly Exclude<keyof Event, 'event'>[];

const FIELDS: { [Name in RunEvent['event']]: FieldsOf<Extract<RunEvent, { event: Name }>> } = {
  'run-started': ['runId'],
  'run-skipped': ['reason'],
  'state-moved': ['from'],
  'step-begun': ['step'],
  warning: ['subject', 'message'],
  'challenge-delegated': ['domainName', 'from', 'to', 'zoneName'],
  'renewal-advised': ['windowStartsAt', 'windowEndsAt', 'renewAt', 'askAgainAt', 'explanationUrl'],
  'zones-checked': ['zoneNames', 'nameServers'],
  'caa-checked': ['foundAt', 'unasked'],
  'order-resumed': ['orderUrl', 'status'],
  decided: ['due', 'reason', 'message', 'nextCheckAt'],
  'account-noted': ['certificateAuthority', 'accountUrl', 'before', 'message'],
  'order-created': ['orderUrl', 'domainNames', 'certificateAuthority', 'profile', 'replaces'],
  'txt-published': ['name', 'value', 'zoneName'],
  'propagation-seen': ['name', 'nameServer', 'address', 'verdict', 'detail', 'elapsedMs'],
  propagated: ['name', 'elapsedMs'],
  'extra-wait': ['name', 'waitMs'],
  'challenge-answered': ['domainName'],
  'certificate-issued': ['serial', 'notAfter', 'domainNames'],
  'certificate-stored': ['version'],
  'version-reinstalled': ['version', 'copyOf', 'serial', 'notAfter'],
  'certificate-imported': ['region', 'certificateArn', 'serial'],
  'secret-written': ['secretArn', 'serial'],
  'left-over-deleted': ['from', 'subject', 'restorableUntil', 'wasAbsent'],
  'certificate-revoked': ['serial', 'reason', 'certificateAuthority'],
  'txt-removed': ['name', 'value', 'wasAbsent'],
  'clean-up-postponed': ['name', 'value', 'message'],
  'readiness-proved': ['tookMs'],
  'readiness-failed': ['code', 'disposition', 'message', 'subject', 'since', 'tookMs'],
  'run-failed': ['code', 'disposition', 'step', 'message', 'subject', 'nextCheckAt', 'tookMs', 'stepMs'],
  'run-finished': ['outcome', 'nextCheckAt', 'tookMs', 'stepMs'],
};

export function createEventLog({
  certificateName,
  logger = createLogger(),
  ...run
}: EventLogOptions): EventSink {
  let { runId } = run;
  return {
    emit(event) {
      try {
        if (event.event === 'run-started') runId ??= event.runId;
        const { message: detail, ...fields } = listedFields(event);
        const message = `${certificateName}: ${printable(eventWords(event), 2 * LONGEST_TEXT)}`;
        const line = { message, event: event.event, certificateName, runId, ...fields };
        logger[levelOf(event)](detail === undefined ? line : { ...line, detail });
      } catch {
        // A log line that fails must not fail the run.
      }
    },
  };
}

function levelOf(event: RunEvent): 'info' | 'warn' | 'error' {
  if (event.event === 'clean-up-postponed' || event.event === 'warning') return 'warn';
  if (event.event === 'account-noted') return event.before === undefined ? 'info' : 'warn';
  if (event.event !== 'run-failed' && event.event !== 'readiness-failed') return 'info';
  return event.disposition === 'person' ? 'error' : 'warn';
}

function listedFields(event: RunEvent): Record<string, unknown> {
  const given = new Map<string, unknown>(Object.entries(event));
  const names: readonly string[] = FIELDS[event.event];
  return Object.fromEntries(
    names.filter((name) => given.has(name)).map((name) => [name, loggable(given.get(name))]),
  );
}

/** As in the state: a CA's text may end with a link of 2,000 characters, which is useless when it is cut. */
const LONGEST_TEXT = 10_000;

function loggable(value: unknown): unknown {
  if (typeof value === 'string') return printable(value, LONGEST_TEXT);
  return Array.isArray(value) ? value.map(loggable) : value;
}
