import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../../functions/engine/deadline.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { Deadline } from '../../../../functions/engine/ports.ts';
import type { Run } from '../../../../functions/engine/run/run.ts';
import { settleFailure } from '../../../../functions/engine/run/settle.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';
import { createMemoryRecords, createRecordedEvents } from '../../../support/memory-ports.ts';

const NO_TOKEN = new RenewerError({ code: 'token-missing', disposition: 'person', message: 'No token.' });

async function settle(readCurrentVersion: (deadline: Deadline) => Promise<string>) {
  const records = createMemoryRecords(undefined);
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  const run = {
    claim,
    step: 'preflight',
    solver: { outstanding: () => [] },
    times: { end: deadlineIn(400, systemClock) },
    ports: { clock: systemClock, events: createRecordedEvents(), tokenVersions: { readCurrentVersion } },
  } as unknown as Run;
  await settleFailure(run, NO_TOKEN);
  return records;
}

describe('settleFailure', () => {
  it('has a new version of the token wake the certificate', async () => {
    const { next } = await settle(async () => 'v1');

    expect(next).toMatchObject({ waitsForTokenNewerThan: 'v1' });
  });

  it('writes the failure down although nobody says which version the token has', async () => {
    const { state, next } = await settle(
      (deadline) =>
        new Promise((_, reject) =>
          deadline.signal.addEventListener('abort', () => reject(deadline.signal.reason)),
        ),
    );

    expect(state.failure).toMatchObject({ code: 'token-missing', count: 1 });
    expect(next).toMatchObject({ nextCheckAt: expect.any(Date), waitsForTokenNewerThan: undefined });
  });
});
