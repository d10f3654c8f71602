/**
 * Records what docs/pictures/life.svg is drawn from: the shipped renew bundle issues a certificate, is killed in the middle of its
 * renewal, is called again when the queue would deliver the message again, and renews once more. The CA (Pebble), the name servers
 * and the process are real; DNScale's API and AWS are emulators. Nothing waits in it but the run itself and the queue's time.
 */
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { aDefinition } from '../../test/support/builders.ts';
import { killAct } from '../../test/support/world/proxy/acts.ts';
import { startProofWorld } from '../proofs/proof-world.ts';
import type { ObservedRun } from '../proofs/proxied-renewer.ts';
import type { Life, RecordedEvent, RecordedRun } from './life.ts';

/** Lambda's limit for the renew function, and how long the queue hides a message (docs/how-a-renewal-runs.md, "Time"). */
const LIMIT_MS = 300_000;
const VISIBILITY_MS = 330_000;
const NAME = 'example.com';
const KEPT = ['step', 'serial', 'notAfter', 'nameServer', 'certificateArn'] as const;

/** It takes seven minutes. */
export async function recordLife(path: string): Promise<void> {
  const world = await startProofWorld({ zoneName: NAME, dnscale: { lagMs: 2_000, latencyMs: 40 } });
  try {
    const renewer = await world.openRenewer();
    const definition = aDefinition({
      certificateName: NAME,
      domainNames: [NAME, `*.${NAME}`],
      certificateAuthority: renewer.directoryUrl,
      profile: 'default',
      regions: ['eu-central-1'],
    });
    await world.declare(definition);
    const runs: RecordedRun[] = [];
    const startedAtMs = Date.now();
    const run = async (killedAt?: string) => {
      const beganMs = Date.now() - startedAtMs;
      const observed = await renewer.run({
        certificateNames: [NAME],
        limitMs: LIMIT_MS,
        script:
          (kill) =>
          ({ operation }) =>
            operation === killedAt ? killAct('applied', kill) : undefined,
      });
      const endedMs = Date.now() - startedAtMs;
      const events = eventsOf(observed, startedAtMs);
      runs.push({ beganMs, endedMs, isKilled: observed.exitCode === undefined, events });
      return beganMs;
    };
    const advise = async () => {
      const [imported] = (await world.readHoldings(definition)).imported;
      const [start, end] = [0, 1_000].map((ms) => new Date(Date.now() + ms).toISOString());
      await world.setRenewalInfo(
        imported?.leafPem ?? '',
        JSON.stringify({ suggestedWindow: { start, end } }),
      );
      await sleep(20_000);
    };
    await run();
    await advise();
    const killedMs = await run('finalize');
    await sleep(killedMs + VISIBILITY_MS - (Date.now() - startedAtMs));
    await run();
    await advise();
    await run();
    const recordedOn = new Date(startedAtMs).toISOString().slice(0, 10);
    const life: Life = { recordedOn, domainNames: definition.domainNames, runs };
    await writeFile(path, `${JSON.stringify(life, null, 1)}\n`);
  } finally {
    await world.stop();
  }
}

function eventsOf({ events }: ObservedRun, startedAtMs: number): RecordedEvent[] {
  return events.map((line) => {
    const kept = Object.entries(line).filter(([name]) => KEPT.some((field) => field === name));
    const { timestamp } = line as typeof line & { timestamp: string };
    return { atMs: Date.parse(timestamp) - startedAtMs, event: line.event, ...Object.fromEntries(kept) };
  });
}
