/**
 * Drives an error of the product to what people read: a run fails with it and reports, the state is compared, the event is
 * announced and the mail made, as the deployed functions do one after the other.
 */
import type { ErrorCode, RenewerError } from '../../../functions/engine/errors.ts';
import { decideMails } from '../../../functions/engine/notify/decide-mails.ts';
import { DETAIL_TYPES, EVENT_DETAIL, eventDetailOf } from '../../../functions/engine/notify/event-detail.ts';
import type { Notice } from '../../../functions/engine/notify/notice.ts';
import { standingOf } from '../../../functions/engine/notify/standing-of.ts';
import type { RunStep } from '../../../functions/engine/ports/events.ts';
import { announceChanges } from '../../../functions/engine/run/announce.ts';
import { reportFailure } from '../../../functions/engine/run/report.ts';
import type { Run } from '../../../functions/engine/run/run.ts';
import { watchSteps } from '../../../functions/engine/run/sightings.ts';
import { createSteps } from '../../../functions/engine/run/steps.ts';
import { aDefinition, aRenewerPlace, aStoredCertificate, NOW, noDeadline } from '../../support/builders.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createMemoryRecords, createRecordedEvents } from '../../support/memory-ports.ts';
import type { Told } from './notification-page.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

export const PLACE = aRenewerPlace();

/** The code's error, at its first occurrence for a person, else once it has lasted for a day. */
export async function toldByCode(error: RenewerError): Promise<Told & { announced: Notice[] }> {
  const { records, announced } = await failedRun(error);
  const { failure } = records.state;
  const [first] = announced;
  if (!failure || !first) throw new Error('The run announced no failure.');
  const isForPerson = failure.disposition === 'person';
  const now = new Date(NOW.getTime() + (isForPerson ? 0 : DAY_MS));
  // Runs have failed alike ever since.
  const nextCheckAt = new Date(now.getTime() + HOUR_MS);
  const context = { now, place: PLACE };
  const standing = standingOf(
    'example.com',
    { state: { ...records.state, nextCheckAt } },
    undefined,
    context,
  );
  const [telling] = decideMails(new Map([['example.com', standing]]), [], context);
  EVENT_DETAIL.parse(eventDetailOf(first, PLACE, NOW));
  return {
    when: isForPerson ? 'At once.' : 'The event at once, the mail after a day.',
    detailType: DETAIL_TYPES[first.kind],
    message: first.message,
    mail: telling?.mail,
    announced,
  };
}

async function failedRun(error: RenewerError) {
  const clock = createManualClock(NOW);
  const definition = aDefinition();
  const records = createMemoryRecords(
    { definition, owner: 'owner', hash: 'hash' },
    { certificate: aStoredCertificate(), nextCheckAt: NOW },
  );
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  if (!claim) throw new Error('no claim');
  const before = claim.state;
  const announced: Notice[] = [];
  const sink = { announce: async (notice: Notice) => void announced.push(notice) };
  const ports = {
    clock,
    events: createRecordedEvents(),
    notices: { sink, place: PLACE },
    tokenVersions: { readCurrentVersion: async () => 'v1' },
  };
  const steps = createSteps(clock);
  steps.enter(FAILS_IN[error.code] ?? 'preflight');
  const times = { end: noDeadline() };
  const run = {
    claim,
    steps,
    sightings: watchSteps(steps, ports.events),
    times,
    ports,
    startedAt: NOW,
    solver: { outstanding: () => [] },
  } as unknown as Run;
  await reportFailure(run, error);
  const found = {
    certificateName: 'example.com',
    requests: { value: { checks: [], awaited: [] } },
    definition: { value: records.definition },
  };
  await announceChanges({ before, isRetired: false }, found, run);
  return { records, announced };
}

/** The step that brings a code about, where notices tell it apart. */
const FAILS_IN: Partial<Record<ErrorCode, RunStep>> = {
  'import-failed': 'install',
  'import-incompatible': 'install',
  'import-quota': 'install',
  'clean-up-failed': 'cleanUp',
  'revocation-refused': 'revoke',
};

/** Codes that only the command tells, at once, to whoever runs it: no deployed renewer reports them. */
export const ONLY_AT_THE_COMMAND: readonly ErrorCode[] = ['interrupted', 'folder-unsafe'];
