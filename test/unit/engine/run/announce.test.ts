import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../../functions/engine/deadline.ts';
import type { Notice } from '../../../../functions/engine/notify/notice.ts';
import type { NoticeSink } from '../../../../functions/engine/ports/notices.ts';
import type { Failure } from '../../../../functions/engine/renewal/state.ts';
import { announceChanges } from '../../../../functions/engine/run/announce.ts';
import type { Run } from '../../../../functions/engine/run/run.ts';
import {
  aCertificateState,
  aDefinition,
  aRenewerPlace,
  aStoredCertificate,
  NOW,
} from '../../../support/builders.ts';
import { createRecordedEvents } from '../../../support/memory-ports.ts';

const FAILURE: Failure = {
  count: 1,
  code: 'caa-forbids',
  disposition: 'person',
  message: 'No.',
  step: 'preflight',
  at: NOW,
};

/** The run has issued a certificate, and failed after that. */
async function announce(sink: NoticeSink | undefined, endMs = 60_000) {
  const events = createRecordedEvents();
  const definition = aDefinition({ domainNames: ['example.com', 'www.example.com'] });
  const run = {
    claim: { state: aCertificateState({ failure: FAILURE, certificate: aStoredCertificate() }) },
    times: { end: deadlineIn(endMs, systemClock) },
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
      ['issued', ['example.com', 'www.example.com']],
      ['action-required', ['example.com', 'www.example.com']],
    ]);
    expect(warnings).toEqual([]);
  });

  it('warns of the one that is refused, and sends the others of the same run', async () => {
    const announced: string[] = [];

    const warnings = await announce({
      announce: async ({ kind }) => {
        if (kind === 'issued') throw new Error('AccessDenied');
        announced.push(kind);
      },
    });

    expect(announced).toEqual(['action-required']);
    expect(warnings).toEqual([
      {
        event: 'warning',
        subject: 'example.com',
        message: expect.stringMatching(/^An event was not sent: .*AccessDenied/),
      },
    ]);
  });

  it.each([
    ['within 3 s, though the run has more time', 60_000, 2_900, 4_500],
    ['with the time of the run', 200, 190, 1_500],
  ])('ends where the bus is silent: %s', async (_, endMs, least, most) => {
    const startedMs = performance.now();

    const warnings = await announce({ announce: () => new Promise(() => {}) }, endMs);

    expect(warnings).toHaveLength(2);
    expect(performance.now() - startedMs).toBeGreaterThan(least);
    expect(performance.now() - startedMs).toBeLessThan(most);
  });

  it('tells nobody where nobody is to be told', async () => {
    expect(await announce(undefined)).toEqual([]);
  });
});
