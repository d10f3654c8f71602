/** Finding the certificates that are due, on a real table with its index. */
import { describe, expect, it } from 'vitest';
import { createDueIndex } from '../../../functions/aws/due-index.ts';
import { planChecks } from '../../../functions/engine/run/plan-checks.ts';
import { aStoredCertificate, NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

type Row = {
  dueIn: number;
  /** Of a life of 90 days; absent for a certificate that was never issued. */
  daysLeft?: number;
  replaceIn?: number;
  waitsFor?: 'clock' | 'token';
  tokenVersion?: string;
};

const DAY = 1_440;

/** State items as runs leave them; `dueIn` and `replaceIn` in minutes. */
async function store(rows: Record<string, Row>): Promise<void> {
  await Promise.all(
    Object.entries(rows).map(([certificateName, row]) => {
      const { dueIn, daysLeft, replaceIn, waitsFor = 'clock', tokenVersion } = row;
      const Item = {
        certificateName,
        kind: 'state',
        schema: 1,
        waitsFor,
        nextCheckAt: minutesFromNow(dueIn).toISOString(),
        ...(daysLeft !== undefined && {
          notBefore: minutesFromNow((daysLeft - 90) * DAY).toISOString(),
          notAfter: minutesFromNow(daysLeft * DAY).toISOString(),
        }),
        ...(replaceIn !== undefined && { replaceAt: minutesFromNow(replaceIn).toISOString() }),
        tokenVersion,
      };
      return world.put(Item);
    }),
  );
}

async function namesDue(): Promise<string[]> {
  const due = await world.dueIndex.findDue(NOW, NEVER);
  return due.map(({ certificateName }) => certificateName).sort();
}

describe('findDue', () => {
  it('finds the certificates whose time has come, also those that wait for a token', async () => {
    await store({
      'a.example': { dueIn: -10, daysLeft: 30 },
      'b.example': { dueIn: 0 },
      'c.example': { dueIn: 1, daysLeft: 1 },
      'd.example': { dueIn: -5, daysLeft: 2, waitsFor: 'token', tokenVersion: 'v1' },
    });

    expect(await namesDue()).toEqual(['a.example', 'b.example', 'd.example']);
  });

  it('finds none in an empty table', async () => {
    expect(await namesDue()).toEqual([]);
  });

  it('says what makes a certificate urgent, as a run has written it', async () => {
    const certificate = aStoredCertificate();
    const window = { startsAt: minutesFromNow(-60), endsAt: minutesFromNow(-30) };
    const claim = await world.claim();
    await claim.write({ certificate }, NEVER);
    await claim.write({ renewalInfo: { certId: 'aki.serial', window, askAgainAt: NOW } }, NEVER);
    const failure = {
      count: 1,
      code: 'deadline-exceeded' as const,
      disposition: 'next-run' as const,
      message: 'm',
      step: 'validate' as const,
      at: minutesFromNow(-13),
      tookMs: 240_000,
    };
    await claim.report({ failure }, { nextCheckAt: minutesFromNow(-3) }, NEVER);

    expect(await world.dueIndex.findDue(NOW, NEVER)).toEqual([
      {
        certificateName: 'example.com',
        dueSince: minutesFromNow(-3),
        validity: { notBefore: certificate.notBefore, notAfter: certificate.notAfter },
        replaceAt: minutesFromNow(-30),
        failed: { at: minutesFromNow(-13), tookMs: 240_000 },
      },
    ]);
  });

  it('finds a certificate whose copies are damaged, beside all others', async () => {
    const Item = {
      certificateName: 'damaged.example',
      kind: 'state',
      waitsFor: 'clock',
      nextCheckAt: minutesFromNow(-2).toISOString(),
      notBefore: 7,
      notAfter: 'tomorrow',
      replaceAt: {},
      failedAt: 'yesterday',
      failedTookMs: 'long',
    };
    await world.put(Item);
    await store({ 'a.example': { dueIn: -1 } });

    const due = await world.dueIndex.findDue(NOW, NEVER);

    expect(due).toContainEqual({
      certificateName: 'damaged.example',
      dueSince: minutesFromNow(-2),
      validity: undefined,
      replaceAt: undefined,
      failed: undefined,
    });
    expect(due).toHaveLength(2);
  });

  it('reads all that are due, page after page', async () => {
    const rows = Array.from({ length: 350 }, (_, index) => [`c${index}.example`, { dueIn: -index }] as const);
    await store(Object.fromEntries(rows));
    const { client, tables } = world;

    const due = await createDueIndex({ client, tables, pageSize: 100 }).findDue(NOW, NEVER);

    expect(new Set(due.map(({ certificateName }) => certificateName)).size).toBe(350);
    expect(due).toHaveLength(350);
  });

  it('finds a certificate by a request alone, once its time has come', async () => {
    await world.registry.requestCheck('asked.example', { dueAt: minutesFromNow(-1) }, NEVER);
    await world.registry.requestCheck('later.example', { dueAt: minutesFromNow(1) }, NEVER);

    expect(await world.dueIndex.findDue(NOW, NEVER)).toEqual([
      { certificateName: 'asked.example', dueSince: minutesFromNow(-1) },
    ]);
  });

  it('finds one that several requests name, and that is due by its state, once and with its life', async () => {
    await store({ 'a.example': { dueIn: -2, daysLeft: 30 } });
    await world.registry.requestCheck('a.example', { dueAt: minutesFromNow(-9) }, NEVER);
    await world.registry.requestCheck('b.example', { dueAt: minutesFromNow(-3) }, NEVER);
    await world.registry.requestCheck('b.example', { dueAt: minutesFromNow(-1) }, NEVER);

    const due = await world.dueIndex.findDue(NOW, NEVER);

    expect(due).toMatchObject([
      {
        certificateName: 'a.example',
        dueSince: minutesFromNow(-2),
        validity: { notAfter: new Date('2026-12-23T06:00:00Z') },
      },
      { certificateName: 'b.example', dueSince: minutesFromNow(-3) },
    ]);
  });

  it('still finds a certificate that a run has claimed: a run that died must not hide it', async () => {
    await store({ 'example.com': { dueIn: -1 } });
    await world.claim();

    expect(await namesDue()).toEqual(['example.com']);
  });

  it('no longer finds a certificate that was retired', async () => {
    await store({ 'example.com': { dueIn: -1 } });
    await (await world.claim()).report({}, 'never', NEVER);

    expect(await namesDue()).toEqual([]);
  });
});

describe('planChecks, on the index', () => {
  it('takes 300 due certificates tick by tick, the most urgent first', async () => {
    const numbered = (count: number, kind: string, rowOf: (index: number) => Row) =>
      Array.from({ length: count }, (_, index): [string, Row] => [`${kind}-${index}`, rowOf(index)]);
    const rows = [
      // The longer they have waited, the less urgent they are: the order of the index must not show.
      ...numbered(220, 'aged', (index) => ({ dueIn: -1 - index, daysLeft: 1 + index / 8 })),
      ...numbered(60, 'new', (index) => ({ dueIn: -500 + index })),
      ...numbered(20, 'revoked', (index) => ({ dueIn: -1, daysLeft: 40 + index, replaceIn: -30 })),
    ];
    await store(Object.fromEntries(rows));
    const ticks: string[][] = [];
    const ports = {
      dueIndex: world.dueIndex,
      tokenVersions: { readCurrentVersion: async () => '' },
      tokenTrials: { readTried: async () => undefined },
      queue: {
        send: async (names: string[]) => void ticks.push(names),
        sendTokenTrial: async () => {},
      },
      clock: { now: () => NOW },
    };

    for (let tick = 0; tick < 6; tick += 1) {
      const { due } = await planChecks(
        ports,
        { renewals: 50, checks: 0, pauseMs: 0, failedMs: 25 * 60_000, tickMs: 10 * 60_000 },
        NEVER,
      );
      await store(Object.fromEntries(due.map((certificateName) => [certificateName, { dueIn: DAY }])));
    }

    const between = (kind: string, from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `${kind}-${from + index}`);
    expect(ticks).toEqual([
      [...between('revoked', 0, 20), ...between('new', 0, 25), ...between('aged', 0, 5)],
      [...between('new', 25, 50), ...between('aged', 5, 30)],
      [...between('new', 50, 60), ...between('aged', 30, 70)],
      between('aged', 70, 120),
      between('aged', 120, 170),
      between('aged', 170, 220),
    ]);
    expect(await namesDue()).toEqual([]);
  });
});

describe('findWaitingForToken', () => {
  it('tells which version of the secret each one saw, and how urgent it is, however late its next check is', async () => {
    await store({
      'a.example': { dueIn: 60, waitsFor: 'token', tokenVersion: 'v1', daysLeft: 20, replaceIn: 30 },
      'b.example': { dueIn: 30, waitsFor: 'token', tokenVersion: '' },
      'c.example': { dueIn: 30 },
      'd.example': { dueIn: -1, waitsFor: 'token', tokenVersion: 'v1' },
    });

    const { client, tables } = world;

    // Page after page.
    const waiting = await createDueIndex({ client, tables, pageSize: 1 }).findWaitingForToken(NOW, NEVER);

    expect(waiting).toEqual([
      { certificateName: 'b.example', seenVersion: '', dueSince: NOW },
      {
        certificateName: 'a.example',
        seenVersion: 'v1',
        dueSince: NOW,
        validity: { notBefore: minutesFromNow(-70 * DAY), notAfter: minutesFromNow(20 * DAY) },
        replaceAt: minutesFromNow(30),
      },
    ]);
  });
});
