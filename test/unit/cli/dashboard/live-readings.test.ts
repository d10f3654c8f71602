import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLiveReadings, type FleetReading } from '../../../../cli/dashboard/live-readings.ts';
import type { StatusDocument } from '../../../../cli/dashboard/page-document.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { NOW } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

const ENDED = new RenewerError({
  code: 'aws-failed',
  disposition: 'person',
  message: 'AWS did not do it: the token is expired.',
  advice: 'The stack says more.',
  adviceToCaller: 'Sign in: aws sso login',
});

/** One that is told in other words as time passes. */
function aStatus(version: string, at: Date): StatusDocument {
  const minute = at.toISOString().slice(11, 16);
  const unreadable = [{ code: 'record-unreadable', message: `seen at ${minute}` }];
  const renewer = { renewerName: 'Certs', region: 'eu-central-1', version, isComplete: true };
  return { schema: 1, renewers: [{ ...renewer, certificates: [] }], unreadable };
}

type Answer = string | RenewerError;

/** Gives one answer after the other, the last for good. What was told: each event, its time, and what it is about. */
function live(answers: Answer[], isDemo = false) {
  const clock = createManualClock(NOW);
  const told: string[] = [];
  const askedAt: number[] = [];
  const seconds = () => (clock.now().getTime() - NOW.getTime()) / 1_000;
  const readings = createLiveReadings({
    isDemo,
    command: 'dnscale-certs dashboard',
    clock,
    tell: ({ event, data }) => told.push(`${seconds()} ${event} ${JSON.stringify(data)}`),
    read: async (): Promise<FleetReading> => {
      const answer = answers[Math.min(askedAt.length, answers.length - 1)] ?? '';
      askedAt.push(seconds());
      if (answer instanceof RenewerError) throw answer;
      return { now: clock.now(), statusAt: (at) => aStatus(answer, at) };
    },
  });
  const until = async (count: number) => {
    while (told.length < count) await setImmediate();
    readings.end();
    return told
      .splice(0)
      .map((line) =>
        line.replace(/"command":"dnscale-certs dashboard","status":\{.*"version":"(.*?)".*/, '$1'),
      );
  };
  return { readings, clock, told, askedAt, until };
}

describe('createLiveReadings', () => {
  it('tells the first reading, and then only that nothing has changed, until something has', async () => {
    const { readings, until } = live(['1.0.0', '1.0.0', '1.1.0', '1.1.0']);

    readings.begin();

    expect(await until(4)).toEqual([
      '0 reading {"readAt":"2026-11-23T06:00:00.000Z","isDemo":false,1.0.0',
      '5 unchanged {"readAt":"2026-11-23T06:00:05.000Z"}',
      '10 reading {"readAt":"2026-11-23T06:00:10.000Z","isDemo":false,1.1.0',
      '15 unchanged {"readAt":"2026-11-23T06:00:15.000Z"}',
    ]);
  });

  it('tells it again after ten minutes: its words count time', async () => {
    const { readings, until } = live(['1.0.0']);

    readings.begin();

    const readingsTold = (await until(250)).filter((line) => line.includes(' reading '));
    expect(readingsTold.map((line) => line.split(' ')[0])).toEqual(['0', '605', '1210']);
  });

  it('tells a failure as the command would, and what was there before once it is over', async () => {
    const { readings, until } = live(['1.0.0', ENDED, '1.0.0']);

    readings.begin();

    expect((await until(3)).slice(1)).toEqual([
      '5 failure {"at":"2026-11-23T06:00:05.000Z","code":"aws-failed","message":"AWS did not do it: the token is expired.","advice":"Sign in: aws sso login"}',
      '10 reading {"readAt":"2026-11-23T06:00:10.000Z","isDemo":false,1.0.0',
    ]);
  });

  it('goes on where the first reading fails', async () => {
    const { readings, until } = live([ENDED, '1.0.0']);

    readings.begin();

    expect(await until(2)).toEqual([
      expect.stringMatching(/^0 failure /),
      expect.stringMatching(/^5 reading /),
    ]);
  });

  it('gives a page that comes later the newest of both', async () => {
    const { readings, until } = live(['1.0.0', '1.0.0', ENDED], true);
    expect(readings.newest()).toEqual([]);

    readings.begin();
    await until(3);

    expect(readings.newest()).toMatchObject([
      { event: 'reading', data: { readAt: '2026-11-23T06:00:05.000Z', isDemo: true } },
      { event: 'failure', data: { at: '2026-11-23T06:00:10.000Z', code: 'aws-failed' } },
    ]);
  });

  it('gives a page that comes later no failure that is over', async () => {
    const { readings, until } = live(['1.0.0', ENDED, '1.0.0']);

    readings.begin();
    await until(3);

    expect(readings.newest()).toMatchObject([
      { event: 'reading', data: { readAt: '2026-11-23T06:00:10.000Z' } },
    ]);
  });

  it('asks nobody before a page is open, nor two seconds after the last one was', async () => {
    const { readings, clock, askedAt, until } = live(['1.0.0']);
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    expect(askedAt).toEqual([]);

    readings.begin();
    await until(2);
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    clock.advance(3_600_000);
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();

    expect(askedAt).toEqual([0, 5]);
  });

  it('asks on at its pace where a page was only loaded again, and at once where one comes later', async () => {
    const { readings, clock, askedAt, told, until } = live(['1.0.0']);
    readings.begin();
    readings.end();
    readings.begin();
    await until(3);
    while (told.length > 0 || clock.now().getTime() < NOW.getTime() + 12_000) await setImmediate();
    clock.advance(60_000);

    readings.begin();
    await until(1);

    expect(askedAt.slice(0, 4)).toEqual([0, 5, 10, 72]);
  });
});
