/**
 * One tick of the probes: sees what is served where definitions ask for it, keeps that, and announces what has changed. What one
 * certificate fails with holds up no other; what there is no time for comes first at the next tick.
 */
import pMap from 'p-map';
import { probeTargets, probeText } from '../config/probe.ts';
import { deadlineWithin, remainingMs } from '../deadline.ts';
import { asRenewerError } from '../errors.ts';
import type { RenewerPlace } from '../notify/notice.ts';
import { knownOf } from '../notify/notice-of.ts';
import { changeOfServed } from '../notify/unserved-notice.ts';
import type { NoticeSink } from '../ports/notices.ts';
import type {
  ManagedCertificate,
  Observations,
  ProbedCertificates,
  Prober,
  Served,
  UnservedIndex,
} from '../ports/probes.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { readUses, type UsesPorts } from './read-uses.ts';
import { isProbeDue, liveLeaf, seeServed, type Wanted } from './see-served.ts';

export type ProbePorts = {
  certificates: ProbedCertificates;
  prober: Prober;
  uses: UsesPorts['uses'];
  observations: Observations;
  unserved: UnservedIndex;
  notices: { sink: NoticeSink; place: RenewerPlace };
  clock: Pick<Clock, 'now'>;
  /** What could not be done, for the log. */
  warn(certificateName: string, message: string): void;
};

export type Probed = {
  /** Certificates that were probed. */
  probed: number;
  /** Certificates whose uses were read. */
  usesRead: number;
};

/** Each may have twenty places, which are all asked at once. */
const AT_ONCE = 8;

/** For the probes of one certificate, with what is read and written for them. A tick that has less left begins none. */
const ENOUGH_MS = 20_000;

/** Of one event. */
const ANNOUNCING_MS = 3_000;

const END_OF_TIME = new Date('9999-12-31T23:59:59.999Z');

export async function probeCertificates(ports: ProbePorts, deadline: Deadline): Promise<Probed> {
  const { certificates } = ports;
  const [managed, probes] = await Promise.all([
    certificates.listManaged(deadline),
    certificates.listProbes(deadline),
  ]);
  await forgetOthers(probes, ports, deadline);
  const probed = await probeDue(managed, probes, ports, deadline);
  return { probed, usesRead: await readUses(managed, ports, deadline) };
}

/** Nobody is told of a place that is no longer asked for. */
async function forgetOthers(
  probes: ReadonlyMap<string, string[]>,
  { unserved, observations }: ProbePorts,
  deadline: Deadline,
): Promise<void> {
  const names = await unserved.findUnserved(END_OF_TIME, deadline);
  for (const name of names.filter((one) => !probes.has(one))) await observations.removeServed(name, deadline);
}

type Due = { certificateName: string; wanted: Wanted; before: Served | undefined };

async function probeDue(
  managed: readonly ManagedCertificate[],
  probes: ReadonlyMap<string, string[]>,
  ports: ProbePorts,
  deadline: Deadline,
): Promise<number> {
  const wanted = managed.flatMap(({ certificateName, validity }) => {
    const probe = probes.get(certificateName);
    const targets = probeTargets(probe);
    return targets.length > 0 && validity ? [{ certificateName, wanted: { targets, validity } }] : [];
  });
  const names = wanted.map(({ certificateName }) => certificateName);
  const seen = await ports.observations.readAllServed(names, deadline);
  const now = ports.clock.now();
  const due = wanted
    .map((one): Due => ({ ...one, before: seen.get(one.certificateName) }))
    .filter((one) => isProbeDue(one.before, one.wanted, now))
    .toSorted((a, b) => (a.before?.at.getTime() ?? 0) - (b.before?.at.getTime() ?? 0));
  const probed = await pMap(
    due,
    async (one) => {
      if (remainingMs(deadline, ports.clock) < ENOUGH_MS) return 0;
      await probeOne(one, ports, deadline);
      return 1;
    },
    { concurrency: AT_ONCE },
  );
  return probed.filter((count) => count === 1).length;
}

async function probeOne(due: Due, ports: ProbePorts, deadline: Deadline): Promise<void> {
  try {
    await probe(due, ports, deadline);
  } catch (thrown) {
    deadline.signal.throwIfAborted();
    ports.warn(due.certificateName, asRenewerError(thrown).message);
  }
}

async function probe({ certificateName, wanted, before }: Due, ports: ProbePorts, deadline: Deadline) {
  // Read first: what is renewed meanwhile is served by nobody yet, and found at the next tick.
  const state = await ports.certificates.readState(certificateName, deadline);
  const live = state && liveLeaf(state);
  if (!state || !live) return;
  const answers = await Promise.all(
    wanted.targets.map(async (target) => ({
      place: probeText(target),
      answer: await ports.prober.probe(target, deadline),
    })),
  );
  const now = ports.clock.now();
  const served = seeServed(before, { state, live, answers }, now);
  const { told, notice } = changeOfServed(served, knownOf(state), { now, place: ports.notices.place });
  await ports.observations.writeServed({ ...served, told }, deadline);
  if (!notice) return;
  const bound = deadlineWithin(deadline, ANNOUNCING_MS, ports.clock, 'the event of this probe');
  await ports.notices.sink.announce(notice, bound);
}
