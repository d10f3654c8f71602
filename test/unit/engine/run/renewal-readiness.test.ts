import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../../functions/engine/deadline.ts';
import { renewalReadiness } from '../../../../functions/engine/run/renewal-readiness.ts';
import type { Run } from '../../../../functions/engine/run/run.ts';
import { createSteps } from '../../../../functions/engine/run/steps.ts';
import { aCertificateState, aDefinition } from '../../../support/builders.ts';
import { preflightPorts } from '../preflight/preflight-world.ts';

const AWAY = new Error('away');

/** @param expectWritable answers for the bucket, the last of what is asked. */
async function ready(workMs: number, expectWritable: () => Promise<void>) {
  const { ports, events } = preflightPorts();
  const steps = createSteps(systemClock);
  const acme = { ...ports.acme, findAccount: async () => 'https://ca.test/acct/1' };
  const run = {
    claim: { state: aCertificateState() },
    ports: { ...ports, clock: systemClock, storeProof: { expectWritable }, acmeServer: () => acme },
    times: { work: deadlineIn(workMs, systemClock) },
    steps,
    isAskedFor: false,
  } as unknown as Run;
  const readiness = await renewalReadiness(aDefinition(), run);
  return { readiness, told: events.all.map(({ event }) => event), step: steps.current };
}

describe('renewalReadiness', () => {
  it('is a step of its own', async () => {
    const { readiness, told, step } = await ready(60_000, async () => {});

    expect(readiness).toEqual({ at: expect.any(Date), provedAt: readiness?.at });
    expect(told.toSorted()).toEqual(['caa-checked', 'readiness-proved', 'zones-checked']);
    expect(step).toBe('readiness');
  });

  it('fails with what was seen while there is time', async () => {
    const { readiness, told } = await ready(60_000, () => Promise.reject(AWAY));

    expect(readiness?.failure).toMatchObject({ code: 'unexpected' });
    expect(told.at(-1)).toBe('readiness-failed');
  });

  it('is left to the next run, and puts nothing at risk, when the time of this run ended it', async () => {
    const { readiness, told } = await ready(50, () => new Promise(() => {}));

    expect(readiness).toBeUndefined();
    expect(told).not.toContain('readiness-failed');
  });
});
