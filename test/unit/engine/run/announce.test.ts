import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../../functions/engine/deadline.ts';
import type { Notice } from '../../../../functions/engine/notify/notice.ts';
import type { NoticeSink } from '../../../../functions/engine/ports/notices.ts';
import type { Failure } from '../../../../functions/engine/renewal/state.ts';
import { announceChanges } from '../../../../functions/engine/run/announce.ts';
import type { Run } from '../../../../functions/engine/run/run.ts';
import { aCertificateState, aDefinition, aRenewerPlace, NOW } from '../../../support/builders.ts';
import { createRecordedEvents } from '../../../support/memory-ports.ts';

const FAILURE: Failure = {
  count: 1,
  code: 'caa-forbids',
  disposition: 'person',
  message: 'No.',
  step: 'preflight',
  at: NOW,
};

async function announce(sink: NoticeSink | undefined) {
  const events = createRecordedEvents();
  const definition = aDefinition({ domainNames: ['example.com', 'www.example.com'] });
  const run = {
    claim: { state: aCertificateState({ failure: FAILURE }) },
    times: { end: deadlineIn(200, systemClock) },
    ports: { clock: systemClock, events, notices: sink && { sink, place: aRenewerPlace() } },
  } as unknown as Run;
  const found = {
    certificateName: 'example.com',
    requests: { value: { checks: [], awaited: [] } },
    definition: { value: { definition, owner: 'owner', hash: 'hash' } },
  };
  await announceChanges({ before: aCertificateState(), isRetired: false }, found, run);
  return events.named('warning');
}

describe('announceChanges', () => {
  it('announces each change, with the names as they are declared', async () => {
    const announced: Notice[] = [];

    const warnings = await announce({ announce: async (notice) => void announced.push(notice) });

    expect(announced.map(({ kind, domainNames }) => [kind, domainNames])).toEqual([
      ['action-required', ['example.com', 'www.example.com']],
    ]);
    expect(warnings).toEqual([]);
  });

  it('warns and goes on when nobody can be told', async () => {
    const refused = new Error('AccessDenied');

    const warnings = await announce({ announce: () => Promise.reject(refused) });

    expect(warnings).toEqual([
      {
        event: 'warning',
        subject: 'example.com',
        message: expect.stringMatching(/^An event was not sent: .*AccessDenied/),
      },
    ]);
  });

  it('ends within the time of the run where the bus is silent', async () => {
    const startedMs = Date.now();

    const warnings = await announce({
      announce: (_, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });

    expect(warnings).toHaveLength(1);
    expect(Date.now() - startedMs).toBeLessThan(2_000);
  });

  it('tells nobody where nobody is to be told', async () => {
    expect(await announce(undefined)).toEqual([]);
  });
});
