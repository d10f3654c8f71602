/**
 * The DNS-01 solver of one run (RFC 8555 §8.4): present, waitForPropagation, cleanUp. Its unit is the RRset: it adds
 * and removes values one by one, and never touches a value that is not ours.
 */
import pMap from 'p-map';
import { attempt } from '../attempt.ts';
import {
  asRenewerError,
  type ErrorCode,
  printable,
  type Reader,
  type RenewerError,
  toldTo,
} from '../errors.ts';
import type { PublishedTxtRecord, Resolver, TxtRecord, TxtRecords } from '../ports/dns.ts';
import type { EventSink } from '../ports/events.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { goneWarnings, judgeGone } from './gone-from-dns.ts';
import { createLeftoverJudge, type JudgePorts } from './judge-leftovers.ts';
import { waitForPropagation } from './propagation.ts';
import type { Rrset } from './propagation-progress.ts';
import type { PropagationTimes } from './propagation-wait.ts';

export interface Dns01Solver {
  /** Values of ours that are, or may be, in DNS. The state MUST list values before they are published. */
  outstanding(): TxtRecord[];
  /**
   * Publishes every value; those that are there already stay. When a write fails, MUST begin no further one and MUST
   * wait for those under way, so that a clean-up that follows meets no late write.
   */
  present(records: readonly TxtRecord[], deadline: Deadline): Promise<void>;
  /** Resolves when every RRset is propagated. MUST call `onPropagated` once for each, as soon as it is. */
  waitForPropagation(
    records: readonly TxtRecord[],
    onPropagated: (rrset: Rrset) => Promise<void>,
    deadline: Deadline,
  ): Promise<void>;
  /**
   * Removes the outstanding values and MUST remove no others, also after a `present` that failed. A value that cannot
   * be removed stays outstanding, and the first reason is returned. A value whose write was not answered, and that is
   * not there now, stays outstanding without a reason. MUST NOT throw. The deadline of the
   * first caller bounds the removals. A caller that finds a clean-up running waits for it; if its own deadline comes
   * first, it gets `deadline-exceeded`. Of the values that an earlier run left, MUST remove only those that can be ours
   * (leftovers.ts): the others are told, and forgotten.
   * @param which of the outstanding values. @default all
   */
  cleanUp(deadline: Deadline, which?: (record: TxtRecord) => boolean): Promise<RenewerError | undefined>;
}

export type SolverPorts = JudgePorts & {
  txtRecords: TxtRecords;
  resolver: Resolver;
  clock: Clock;
  events: EventSink;
  propagation: PropagationTimes;
  /** The domains that DNScale's name servers are named in. @default - not known */
  nameServerDomains?: readonly string[] | undefined;
  /** @default operator */
  reader?: Reader | undefined;
};

/** The adapter lets through what DNScale takes at once (dnscale/write-gate.ts), this many at the most. */
const PARALLEL_WRITES = 32;

/**
 * For one run.
 * @param left values that earlier runs published and did not remove.
 */
export function createDns01Solver(ports: SolverPorts, left: readonly TxtRecord[] = []): Dns01Solver {
  const outstanding = new Map<string, PublishedTxtRecord>(
    left.map((record) => [keyOf(record), ours(record)]),
  );
  const unanswered = new Set<string>();
  const presented = new Set<string>();
  let cleaning: Promise<RenewerError | undefined> | undefined;
  return {
    outstanding: () => [...outstanding.values()].map(ours),
    present: async (records, deadline) => {
      for (const record of records) {
        // What a run has once found of a host holds for its values, also where a later one cannot tell.
        const brief = record.brief ?? outstanding.get(keyOf(record))?.brief;
        outstanding.set(keyOf(record), { ...record, ...(brief && { brief }) });
        presented.add(keyOf(record));
      }
      await present(records, { outstanding, unanswered, presented }, ports, deadline);
    },
    waitForPropagation: (records, onPropagated, deadline) =>
      waitForPropagation({
        rrsets: groupIntoRrsets(records),
        onPropagated,
        deadline,
        resolver: ports.resolver,
        nameServerDomains: ports.nameServerDomains,
        clock: ports.clock,
        ...ports.propagation,
        emit: ports.events.emit,
      }),
    cleanUp: (deadline, which = () => true) => {
      if (cleaning) return join(cleaning, deadline);
      cleaning = removeAll({ outstanding, unanswered, presented }, which, ports, deadline).finally(() => {
        cleaning = undefined;
      });
      return cleaning;
    },
  };
}

/** Without a record id and whatever else a state may hold: it would name what is deleted. */
function ours({ zoneId, zoneName, name, value, brief, unseenSince }: TxtRecord): TxtRecord {
  return { zoneId, zoneName, name, value, ...(brief && { brief }), ...(unseenSince && { unseenSince }) };
}

/** One RRset per owner name: `example.com` and `*.example.com` share theirs. */
export function groupIntoRrsets(records: readonly TxtRecord[]): Rrset[] {
  const byName = new Map<string, Rrset>();
  for (const { name, zoneName, value } of records) {
    const rrset = byName.get(name) ?? { name, zoneName, values: [] };
    byName.set(name, { ...rrset, values: [...rrset.values, value] });
  }
  return [...byName.values()];
}

/** What the solver knows of its values, by `keyOf`. */
type Values = {
  outstanding: Map<string, PublishedTxtRecord>;
  /** Written in this run without an answer: DNScale may still carry the write out. */
  unanswered: Set<string>;
  /** This run derived them from its order; all others are a state's word. */
  presented: Set<string>;
};

/** After any other failure DNScale may have the value, or get it later. */
const CERTAINLY_NOT_WRITTEN: readonly ErrorCode[] = [
  'token-missing',
  'dnscale-unauthorized',
  'dnscale-forbidden',
  'dnscale-refused',
];

async function present(
  records: readonly TxtRecord[],
  { outstanding, unanswered }: Values,
  { txtRecords, events }: SolverPorts,
  deadline: Deadline,
): Promise<void> {
  let failure: RenewerError | undefined;
  const publish = async (record: TxtRecord) => {
    if (failure) return;
    try {
      // With the record id, the clean-up need not search for it.
      outstanding.set(keyOf(record), await txtRecords.addValue(record, deadline));
      events.emit({
        event: 'txt-published',
        name: record.name,
        value: record.value,
        zoneName: record.zoneName,
      });
    } catch (thrown) {
      const error = asRenewerError(thrown);
      if (!CERTAINLY_NOT_WRITTEN.includes(error.code)) unanswered.add(keyOf(record));
      failure ??= error;
    }
  };
  await pMap(records, publish, { concurrency: PARALLEL_WRITES });
  if (failure) throw failure;
}

async function join(
  cleaning: Promise<RenewerError | undefined>,
  deadline: Deadline,
): Promise<RenewerError | undefined> {
  const joined = await attempt(() => cleaning, deadline);
  return 'error' in joined ? joined.error : joined.value;
}

const MAY_STILL_COME =
  'DNScale did not answer its write: the value is not there now, but may still come. The next run checks again.';

async function removeAll(
  { outstanding, unanswered, presented }: Values,
  which: (record: TxtRecord) => boolean,
  ports: SolverPorts,
  deadline: Deadline,
): Promise<RenewerError | undefined> {
  const { txtRecords, events, reader = 'operator' } = ports;
  const whyNotRemoved = createLeftoverJudge(ports, deadline);
  let reason: RenewerError | undefined;
  const forbidden = new Map<TxtRecord, RenewerError>();
  const postpone = ({ name, value }: TxtRecord, error: RenewerError) => {
    reason ??= error;
    events.emit({ event: 'clean-up-postponed', name, value, message: toldTo(reader, error) });
  };
  const failed = (record: TxtRecord, error: RenewerError) => {
    const mayBeGone = error.code === 'dnscale-forbidden' && !presented.has(keyOf(record));
    if (mayBeGone) forbidden.set(record, error);
    else postpone(record, error);
  };
  const remove = async ([key, record]: [string, PublishedTxtRecord]) => {
    const { name, value } = record;
    try {
      const fault = presented.has(key) ? undefined : await whyNotRemoved(record);
      if (fault !== undefined) {
        outstanding.delete(key);
        events.emit({ event: 'warning', subject: printable(name), message: notRemoved(record, fault) });
        return;
      }
      const outcome = await txtRecords.removeValue(record, deadline);
      if (outcome === 'absent' && unanswered.has(key)) {
        events.emit({ event: 'clean-up-postponed', name, value, message: MAY_STILL_COME });
        return;
      }
      outstanding.delete(key);
      events.emit({ event: 'txt-removed', name, value, ...(outcome === 'absent' && { wasAbsent: true }) });
    } catch (thrown) {
      failed(record, asRenewerError(thrown));
    }
  };
  const meant = [...outstanding].filter(([, record]) => which(record));
  await pMap(meant, remove, { concurrency: PARALLEL_WRITES });
  for (const record of await forgetGone([...forbidden.keys()], outstanding, ports, deadline)) {
    const error = forbidden.get(record);
    if (error) postpone(record, error);
  }
  return reason;
}

/** @returns those that are not gone, or not known to be. */
async function forgetGone(
  records: readonly TxtRecord[],
  outstanding: Map<string, PublishedTxtRecord>,
  ports: SolverPorts,
  deadline: Deadline,
): Promise<TxtRecord[]> {
  const judged = await judgeGone(records, ports, deadline);
  for (const warning of goneWarnings(judged)) ports.events.emit(warning);
  return judged.flatMap(([record, { over, unseenSince }]) => {
    if (over === undefined) outstanding.set(keyOf(record), { ...record, unseenSince });
    else outstanding.delete(keyOf(record));
    return over === undefined ? [record] : [];
  });
}

function notRemoved({ name, value }: TxtRecord, fault: string): string {
  return (
    `The state lists a TXT value at ${printable(name)} to be removed ("${printable(value)}"), but it is left alone: ${fault}. ` +
    'The renewer removes only what can be its own. If no CNAME of yours leads a challenge there, find out who wrote the state; if one does, `dnscale-certs sweep` removes the value.'
  );
}

function keyOf({ zoneId, name, value }: TxtRecord): string {
  return `${zoneId} ${name} ${value}`;
}
