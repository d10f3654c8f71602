/**
 * The DNS-01 solver of one run (RFC 8555 §8.4): present, waitForPropagation, cleanUp. Its unit is the RRset:
 * values are added to it and removed from it one by one, and values that are not ours are never touched.
 */
import pMap from 'p-map';
import { asRenewerError, type ErrorCode, type RenewerError } from '../errors.ts';
import type { PublishedTxtRecord, Resolver, TxtRecord, TxtRecords } from '../ports/dns.ts';
import type { EventSink } from '../ports/events.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { type PropagationTimes, type Rrset, waitForPropagation } from './propagation.ts';

export interface Dns01Solver {
  /** Values of ours that are, or may be, in DNS. The state lists them before they are published. */
  outstanding(): TxtRecord[];
  /**
   * Publishes every value. When one fails, no further write is begun and those under way are waited for, so
   * that a clean-up that follows meets no late write.
   */
  present(records: readonly TxtRecord[], deadline: Deadline): Promise<void>;
  /** Resolves when every authoritative server shows every value; `onPropagated` is told of each RRset on its way. */
  waitForPropagation(
    records: readonly TxtRecord[],
    onPropagated: (rrset: Rrset) => Promise<void>,
    deadline: Deadline,
  ): Promise<void>;
  /**
   * Removes exactly the outstanding values; what cannot be removed stays outstanding, and the first reason for that is
   * returned. So does, without one, what is not there although its write was sent and not answered. MUST NOT throw.
   */
  cleanUp(deadline: Deadline): Promise<RenewerError | undefined>;
}

export type SolverPorts = {
  txtRecords: TxtRecords;
  resolver: Resolver;
  clock: Clock;
  events: EventSink;
  propagation: PropagationTimes;
};

/** Writes under way at once: DNScale publishes no limit, and ten hide the latency of a hundred names well. */
const PARALLEL_WRITES = 10;

/**
 * Made anew for every run.
 * @param left values that earlier runs published and did not remove.
 */
export function createDns01Solver(ports: SolverPorts, left: readonly TxtRecord[] = []): Dns01Solver {
  const outstanding = new Map<string, PublishedTxtRecord>(left.map((record) => [keyOf(record), record]));
  const unanswered = new Set<string>();
  let cleaning: Promise<RenewerError | undefined> | undefined;
  return {
    outstanding: () =>
      [...outstanding.values()].map(({ zoneId, zoneName, name, value }) => ({
        zoneId,
        zoneName,
        name,
        value,
      })),
    present: async (records, deadline) => {
      for (const record of records) outstanding.set(keyOf(record), record);
      await present(records, { outstanding, unanswered }, ports, deadline);
    },
    waitForPropagation: (records, onPropagated, deadline) =>
      waitForPropagation({
        rrsets: groupIntoRrsets(records),
        onPropagated,
        deadline,
        resolver: ports.resolver,
        clock: ports.clock,
        ...ports.propagation,
        emit: ports.events.emit,
      }),
    cleanUp: (deadline) => {
      cleaning ??= removeAll({ outstanding, unanswered }, ports, deadline).finally(() => {
        cleaning = undefined;
      });
      return cleaning;
    },
  };
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
  /** Written in this run without learning what became of it: DNScale may carry the write out later. */
  unanswered: Set<string>;
};

/** Of any other failure it is not known whether DNScale has the write, or will have it. */
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
      // The record id saves the clean-up a look.
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

const MAY_STILL_COME =
  'DNScale did not say what became of its write. It is not there now, and may still come: the next run looks again.';

async function removeAll(
  { outstanding, unanswered }: Values,
  { txtRecords, events }: SolverPorts,
  deadline: Deadline,
): Promise<RenewerError | undefined> {
  let reason: RenewerError | undefined;
  const remove = async ([key, record]: [string, PublishedTxtRecord]) => {
    const { name, value } = record;
    try {
      const outcome = await txtRecords.removeValue(record, deadline);
      if (outcome === 'absent' && unanswered.has(key)) {
        events.emit({ event: 'clean-up-postponed', name, value, message: MAY_STILL_COME });
        return;
      }
      outstanding.delete(key);
      events.emit({ event: 'txt-removed', name, value });
    } catch (thrown) {
      const error = asRenewerError(thrown);
      reason ??= error;
      events.emit({ event: 'clean-up-postponed', name, value, message: error.message });
    }
  };
  await pMap([...outstanding], remove, { concurrency: PARALLEL_WRITES });
  return reason;
}

function keyOf({ zoneId, name, value }: TxtRecord): string {
  return `${zoneId} ${name} ${value}`;
}
