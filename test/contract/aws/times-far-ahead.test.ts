/** Times in a state that a wrong clock, or somebody, has set far ahead, in a real table: none of them keeps every run away. */
import { expect, it } from 'vitest';
import { NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const DAY = 24 * 60;

const world = useRecordsWorld();

const stateOf = (certificateName: string, attributes: object) =>
  world.put({ certificateName, kind: 'state', schema: 1, ...attributes });

it('takes for due a check that is later than any rule sets it', async () => {
  const nextCheckIn = (days: number) => ({
    waitsFor: 'clock',
    nextCheckAt: minutesFromNow(days * DAY).toISOString(),
  });
  await stateOf('a-week.example', nextCheckIn(7));
  await stateOf('nine-days.example', nextCheckIn(9));

  const due = await world.dueIndex.findDue(NOW, NEVER);

  expect(due).toEqual([
    {
      certificateName: 'nine-days.example',
      dueSince: NOW,
      validity: undefined,
      replaceAt: undefined,
      failed: undefined,
    },
  ]);
});

it('gives the claim to a run although its end, and the last failure, are a year ahead', async () => {
  const at = '2027-11-23T06:00:00.000Z';
  const failure = { count: 1, code: 'aws-failed', disposition: 'person', message: '', step: 'gather', at };
  await stateOf('example.com', { runId: 'forged', runUntil: at, sequence: 1, failure });
  const request = { runId: 'run-1', runUntil: minutesFromNow(5), askedAt: NOW };

  expect(await world.records.claim('example.com', request, NEVER)).toBeDefined();
});
