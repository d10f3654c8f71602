import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../functions/engine/deadline.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { TxtRecord } from '../../../../functions/engine/ports/dns.ts';
import { finishCleanUp } from '../../../../functions/engine/run/clean-up.ts';
import { createSteps } from '../../../../functions/engine/run/steps.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';

const VALUE: TxtRecord = {
  zoneId: 'z1',
  zoneName: 'example.com',
  name: '_acme-challenge.example.com',
  value: 'v',
};

const failure = (message: string) =>
  new RenewerError({ code: 'dnscale-unavailable', disposition: 'next-run', message });

/** A solver with one value, whose next clean-up leaves it or removes it. */
function aRun(removes: boolean, cleanUp = noDeadline()) {
  let left = [VALUE];
  let tries = 0;
  const solver = {
    outstanding: () => left,
    cleanUp: async () => {
      tries += 1;
      if (removes) left = [];
      return removes ? undefined : failure('the second reason');
    },
  };
  return { run: { solver, times: { cleanUp }, steps: createSteps(systemClock) }, tries: () => tries };
}

describe('finishCleanUp', () => {
  it('is content when the next try removes what the clean-up of the issuance has left', async () => {
    const { run } = aRun(true);

    await expect(finishCleanUp(run, Promise.resolve(failure('the reason')))).resolves.toBeUndefined();
  });

  it('fails with the first reason, in the step cleanUp', async () => {
    const { run } = aRun(false);

    const finishing = finishCleanUp(run, Promise.resolve(failure('the reason')));

    await expect(finishing).rejects.toMatchObject({
      code: 'clean-up-failed',
      message: expect.stringMatching(/The first reason: the reason$/),
    });
    expect(run.steps.current).toBe('cleanUp');
  });

  it('does not try again when the time for it is over', async () => {
    const { run, tries } = aRun(false, { at: NOW, signal: AbortSignal.abort() });

    await expect(finishCleanUp(run, Promise.resolve(failure('the reason')))).rejects.toThrow('the reason');
    expect(tries()).toBe(0);
  });
});
