/** What `doctor` finds about the names, before anything is deployed. */
import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import { examine } from '../../functions/engine/preflight/examine.ts';
import type { Finding } from '../../functions/engine/preflight/findings.ts';
import { wireDoctor } from '../doctor/wiring.ts';

/** As long as the doctor takes at most. */
const EXAMINATION_MS = 9_000;

export async function examineNames(
  domainNames: readonly string[],
  directoryUrl: string,
  environment: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const { ports, dns } = wireDoctor(environment, { directoryUrl, resolvers: undefined });
  return examine(
    { domainNames: [...domainNames], directoryUrl, ...dns },
    ports,
    deadlineIn(EXAMINATION_MS, systemClock, 'the examination'),
  );
}
