/** Which resources of AWS use each certificate: read once a day from the ACM of each of its regions, the longest unread first. */
import { remainingMs } from '../deadline.ts';
import { asRenewerError } from '../errors.ts';
import type {
  CertificateUses,
  ManagedCertificate,
  Observations,
  ProbedCertificates,
  Used,
} from '../ports/probes.ts';
import type { Clock, Deadline } from '../ports/time.ts';

export type UsesPorts = {
  certificates: Pick<ProbedCertificates, 'readState'>;
  uses: CertificateUses;
  observations: Pick<Observations, 'readAllUsed' | 'writeUsed'>;
  clock: Pick<Clock, 'now'>;
  /** What could not be read, for the log. */
  warn(certificateName: string, message: string): void;
};

const HOUR_MS = 60 * 60 * 1000;
const DAILY_MS = 24 * HOUR_MS - 5 * 60 * 1000;

/** Each of fifty thousand certificates once a day. */
const MOST_A_TICK = 350;
const MOST_KEPT = 50;

/** For those of one certificate. A tick that has less left reads no more. */
const ENOUGH_MS = 15_000;

/** Resolves to how many it has read. */
export async function readUses(
  managed: readonly ManagedCertificate[],
  ports: UsesPorts,
  deadline: Deadline,
): Promise<number> {
  const names = managed.map(({ certificateName }) => certificateName);
  const known = await ports.observations.readAllUsed(names, deadline);
  const now = ports.clock.now().getTime();
  const readMs = (name: string) => known.get(name)?.at.getTime() ?? 0;
  const due = names
    .filter((name) => now - readMs(name) >= DAILY_MS)
    .toSorted((a, b) => readMs(a) - readMs(b))
    .slice(0, MOST_A_TICK);
  let read = 0;
  // One after the other: ACM takes ten such calls a second, of everybody in the account.
  for (const name of due) {
    if (remainingMs(deadline, ports.clock) < ENOUGH_MS) break;
    await readUsesOf(name, known.get(name), ports, deadline);
    read += 1;
  }
  return read;
}

/** What cannot be read stays as it was until tomorrow: one region that is off must not keep the others waiting. */
async function readUsesOf(
  certificateName: string,
  before: Used | undefined,
  ports: UsesPorts,
  deadline: Deadline,
): Promise<void> {
  let usedBy = before?.usedBy ?? [];
  try {
    usedBy = await usesOf(certificateName, ports, deadline);
  } catch (thrown) {
    deadline.signal.throwIfAborted();
    ports.warn(certificateName, asRenewerError(thrown).message);
  }
  await ports.observations.writeUsed({ certificateName, at: ports.clock.now(), usedBy }, deadline);
}

async function usesOf(certificateName: string, ports: UsesPorts, deadline: Deadline): Promise<string[]> {
  const state = await ports.certificates.readState(certificateName, deadline);
  const found: string[] = [];
  for (const [region, { certificateArn }] of Object.entries(state?.installations ?? {})) {
    found.push(...(await ports.uses.readUses(certificateArn, region, deadline)));
  }
  return [...new Set(found)].slice(0, MOST_KEPT);
}
