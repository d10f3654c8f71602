/**
 * A fleet after an outage: real planning, ranking, decision, order limit and back-off, on a clock without waiting. A run's
 * calls to the outside only take time here.
 */
import { RUNS_AT_ONCE, tickLimits } from '../../../../functions/engine/config/limits.ts';
import { deadlineExceeded } from '../../../../functions/engine/deadline.ts';
import { asRenewerError, RenewerError } from '../../../../functions/engine/errors.ts';
import { countOrder } from '../../../../functions/engine/issuance/count-order.ts';
import type { DueCertificate, StateClaim } from '../../../../functions/engine/ports/records.ts';
import { nextCheckAfterFailure } from '../../../../functions/engine/renewal/back-off.ts';
import { decideRenewal } from '../../../../functions/engine/renewal/decide-renewal.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import { type PlanPorts, planChecks } from '../../../../functions/engine/run/plan-checks.ts';
import { aDefinition, aStoredCertificate, NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts';
import {
  createMemoryOrderQuota,
  createMemoryRecords,
  type MemoryOrderQuota,
  type MemoryRecords,
} from '../../../support/memory-ports.ts';

const HOUR_MS = 3_600_000;
const TICK_MS = 600_000;
/** Five at a time do sixty before the next tick. */
const RUN_MS = 50_000;
const HANG_MS = 240_000;
/** The CA's `Retry-After`. */
const ASK_AGAIN_MS = 6 * HOUR_MS;
const NEVER = noDeadline();

export type Member = {
  certificateName: string;
  /** Hours lived and left; absent for one that was never issued. */
  old?: number;
  left?: number;
  /** The CA's window for it ended an hour ago. @default false */
  isRevoked?: boolean;
  /** Hours until its next check. @default 0 */
  checkIn?: number;
  /** All its orders fail. @default false */
  fails?: boolean;
  /** All its runs hang until they have used up four minutes. @default false */
  hangs?: boolean;
  /** How long a run takes that renews nothing, in seconds. @default 0 */
  asksFor?: number;
};

export type Order = { certificateName: string; at: Date; isUrgent: boolean };

export type Backlog = {
  /** Oldest first. */
  orders: Order[];
  /** By name: how many hours of its life were left; NaN for one that was never issued. */
  renewed: Map<string, number>;
  /** Runs that renewed nothing, and how many minutes after the certificate was due for a check each began; oldest first. */
  asked: { certificateName: string; lateBy: number }[];
  mostAtOnce: number;
};

type World = Backlog & {
  clock: ManualClock;
  orderQuota: MemoryOrderQuota;
  fleet: Map<string, MemoryRecords>;
  failing: Set<string>;
  hanging: Set<string>;
  askingMs: Map<string, number>;
  atOnce: number;
};

/** Lets the schedule tick every ten minutes for so many hours, with as many workers as the queue has. */
export async function runBacklog(members: Member[], hours: number): Promise<Backlog> {
  const clock = createManualClock(NOW);
  const world: World = {
    clock,
    orderQuota: createMemoryOrderQuota(clock),
    fleet: new Map(members.map((member) => [member.certificateName, recordsOf(member)])),
    failing: new Set(members.flatMap(({ certificateName, fails }) => (fails ? [certificateName] : []))),
    hanging: new Set(members.flatMap(({ certificateName, hangs }) => (hangs ? [certificateName] : []))),
    askingMs: new Map(members.map(({ certificateName, asksFor = 0 }) => [certificateName, asksFor * 1_000])),
    orders: [],
    asked: [],
    renewed: new Map(),
    mostAtOnce: 0,
    atOnce: 0,
  };
  const messages: Message[] = [];
  const end = new Date(NOW.getTime() + hours * HOUR_MS);
  const workers = Array.from({ length: RUNS_AT_ONCE }, async () => {
    while (clock.now() < end) {
      const message = takeFirst(messages, clock.now());
      if (message === undefined) await clock.sleep(1_000, NEVER);
      else await run(message, world);
    }
  });
  const ports = planPorts(world, messages);
  while (clock.now() < end) {
    await planChecks(ports, tickLimits(10), NEVER);
    await clock.sleep(TICK_MS, NEVER);
  }
  await Promise.all(workers);
  return world;
}

type Message = { certificateName: string; sentAt: Date; heldBackUntil: number };

/** Of those that are held back no longer, the one that came first. */
function takeFirst(messages: Message[], now: Date): Message | undefined {
  const visible = messages.filter(({ heldBackUntil }) => heldBackUntil <= now.getTime());
  if (visible.length === 0) return undefined;
  const first = visible.reduce((a, b) => (b.heldBackUntil < a.heldBackUntil ? b : a));
  messages.splice(messages.indexOf(first), 1);
  return first;
}

function planPorts({ fleet, clock }: World, messages: Message[]): PlanPorts {
  return {
    dueIndex: {
      findDue: async (now) => [...fleet.values()].flatMap((records) => dueCertificate(records, now)),
      findWaitingForToken: async () => [],
    },
    tokenVersions: { readCurrentVersion: async () => '' },
    tokenTrials: { readTried: async () => undefined },
    queue: {
      sendTokenTrial: async () => {},
      send: async (names, _deadline, pauseMs = 0) => {
        const sentAt = clock.now();
        const after = (index: number) => sentAt.getTime() + Math.floor((index * pauseMs) / 1_000) * 1_000;
        const sent = names.map((name, index) => ({
          certificateName: name,
          sentAt,
          heldBackUntil: after(index),
        }));
        messages.push(...sent);
      },
    },
    clock,
  };
}

async function run({ certificateName, sentAt }: Message, world: World): Promise<void> {
  const { fleet, clock } = world;
  // As renewCertificate has it: a message holds until the next tick.
  if (clock.now().getTime() - sentAt.getTime() >= TICK_MS) return;
  const records = fleet.get(certificateName);
  const failedAt = records?.state.failure?.at;
  // As the claim has it: a message from before the last failure does not undo its back-off.
  if (failedAt && failedAt >= sentAt) return;
  const dueMs = records?.next && records.next !== 'never' ? records.next.nextCheckAt.getTime() : Number.NaN;
  const claim = await records?.claim(certificateName, { runId: 'run', runUntil: clock.now() }, NEVER);
  if (!records || !claim) return;
  records.taken = true;
  const startedAt = clock.now();
  world.atOnce += 1;
  world.mostAtOnce = Math.max(world.mostAtOnce, world.atOnce);
  try {
    const nextCheckAt = await renew(certificateName, claim, dueMs, world);
    await claim.report({ failure: undefined }, { nextCheckAt }, NEVER);
  } catch (thrown) {
    const error = asRenewerError(thrown);
    const count = (claim.state.failure?.count ?? 0) + 1;
    const at = clock.now();
    const tookMs = at.getTime() - startedAt.getTime();
    const failure = { ...error, count, message: error.message, step: 'validate' as const, at, tookMs };
    const isFree = error.code === 'deadline-exceeded';
    const nextCheckAt = nextCheckAfterFailure({ ...error, isFree }, count, at);
    await claim.report({ failure }, { nextCheckAt }, NEVER);
  }
  world.atOnce -= 1;
  records.taken = false;
}

/** @returns when its next check is. */
async function renew(certificateName: string, claim: StateClaim, dueMs: number, world: World): Promise<Date> {
  const { clock, orderQuota, orders, renewed, failing, hanging, askingMs, asked } = world;
  const { certificate, renewalInfo } = claim.state;
  const definition = aDefinition({ certificateName });
  const decision = decideRenewal({ now: clock.now(), definition, certificate, renewalInfo });
  if (!decision.due) {
    asked.push({ certificateName, lateBy: (clock.now().getTime() - dueMs) / 60_000 });
    await clock.sleep(askingMs.get(certificateName) ?? 0, NEVER);
    return new Date(clock.now().getTime() + ASK_AGAIN_MS);
  }
  if (hanging.has(certificateName)) {
    await clock.sleep(HANG_MS, NEVER);
    throw deadlineExceeded('this run');
  }
  await countOrder({ definition, claim, deadline: NEVER }, { orderQuota, clock });
  orders.push({ certificateName, at: clock.now(), isUrgent: orderQuota.taken.at(-1)?.isUrgent ?? false });
  await clock.sleep(RUN_MS, NEVER);
  if (failing.has(certificateName)) throw validationFailed();
  const nowMs = clock.now().getTime();
  renewed.set(certificateName, ((certificate?.notAfter.getTime() ?? Number.NaN) - nowMs) / HOUR_MS);
  await claim.write({ certificate: aCertificate(nowMs, 0, 2_160) }, NEVER);
  return new Date(nowMs + 24 * HOUR_MS);
}

function validationFailed(): RenewerError {
  const message = 'The CA did not see the value.';
  return new RenewerError({ code: 'challenge-invalid', disposition: 'next-run', message });
}

function recordsOf({ certificateName, old, left, isRevoked, checkIn = 0 }: Member): MemoryRecords {
  const state: Partial<CertificateState> = { certificateName };
  if (old !== undefined && left !== undefined) state.certificate = aCertificate(NOW.getTime(), old, left);
  const window = {
    startsAt: new Date(NOW.getTime() - 2 * HOUR_MS),
    endsAt: new Date(NOW.getTime() - HOUR_MS),
  };
  if (isRevoked) state.renewalInfo = { certId: 'aki.serial', window, askAgainAt: NOW };
  const records = createMemoryRecords(undefined, state);
  records.next = { nextCheckAt: new Date(NOW.getTime() + checkIn * HOUR_MS) };
  return records;
}

function aCertificate(nowMs: number, old: number, left: number) {
  return aStoredCertificate({
    certId: 'aki.serial',
    notBefore: new Date(nowMs - old * HOUR_MS),
    notAfter: new Date(nowMs + left * HOUR_MS),
  });
}

/** In the form of the table's index. */
function dueCertificate({ state, next }: MemoryRecords, now: Date): DueCertificate[] {
  if (next === undefined || next === 'never' || next.nextCheckAt > now) return [];
  const { certificateName, certificate, renewalInfo, failure } = state;
  return [
    {
      certificateName,
      dueSince: next.nextCheckAt,
      validity: certificate,
      replaceAt: renewalInfo?.window?.endsAt,
      failed: failure && { at: failure.at, tookMs: failure.tookMs ?? 0 },
    },
  ];
}
