import { describe, expect, it, vi } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { DueCertificate, WaitingForToken } from '../../../../functions/engine/ports/records.ts';
import type { TriedToken } from '../../../../functions/engine/ports/token-trials.ts';
import { type PlanPorts, planChecks } from '../../../../functions/engine/run/plan-checks.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';

const LIMITS = { renewals: 50, checks: 2_000, pauseMs: 240, failedMs: 25 * 60_000, tickMs: 10 * 60_000 };

/** Never issued, and waiting the longer the earlier it stands in the list. */
function aDueCertificate(certificateName: string, index: number): DueCertificate {
  return { certificateName, dueSince: new Date(NOW.getTime() - 3_600_000 + index * 60_000) };
}

function aTriedToken(changes: Partial<TriedToken> = {}): TriedToken {
  return {
    version: 'v1',
    at: NOW,
    ok: true,
    zoneCount: 1,
    zonesSeen: ['example.com'],
    zonesLost: [],
    ...changes,
  };
}

type Waiting = Pick<WaitingForToken, 'certificateName' | 'seenVersion' | 'validity'>;

function ports({
  due = [],
  waiting = [],
  version = '',
  tried = aTriedToken({ version }),
}: {
  due?: string[];
  waiting?: Waiting[];
  version?: string;
  tried?: TriedToken | undefined;
}) {
  return {
    dueIndex: {
      findDue: vi.fn<PlanPorts['dueIndex']['findDue']>(async () => due.map(aDueCertificate)),
      findWaitingForToken: vi.fn<PlanPorts['dueIndex']['findWaitingForToken']>(async () =>
        waiting.map((one) => ({ ...one, dueSince: NOW })),
      ),
    },
    tokenVersions: { readCurrentVersion: vi.fn(async () => version) },
    tokenTrials: { readTried: vi.fn(async () => tried) },
    queue: {
      send: vi.fn<PlanPorts['queue']['send']>(async () => {}),
      sendTokenTrial: vi.fn(async () => {}),
    },
    clock: { now: () => NOW },
  } satisfies PlanPorts;
}

const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);

const sentBy = ({ queue }: ReturnType<typeof ports>) => queue.send.mock.calls.flatMap(([names]) => names);

describe('planChecks', () => {
  it('sends what is due now, the most urgent first, up to the limit', async () => {
    const world = ports({ due: ['b.example', 'a.example', 'c.example'] });

    const plan = await planChecks(world, { ...LIMITS, renewals: 2 }, noDeadline());

    expect(plan.due).toEqual(['b.example', 'a.example']);
    expect(plan.dueCount).toBe(3);
    expect(sentBy(world)).toEqual(['b.example', 'a.example']);
  });

  it('asks for what is due at this moment', async () => {
    const world = ports({ due: ['b.example', 'a.example'] });

    const plan = await planChecks(world, LIMITS, noDeadline());

    expect(plan).toEqual({
      due: ['b.example', 'a.example'],
      others: 0,
      dueCount: 2,
      awakenedByToken: [],
      triesToken: false,
    });
    expect(sentBy(world)).toEqual(['b.example', 'a.example']);
    expect(world.dueIndex.findDue).toHaveBeenCalledWith(NOW, expect.anything());
  });

  it('sends those whose renewal may be due at once, and the others behind them one by one', async () => {
    const world = ports({ due: ['new.example'] });
    const inMidLife = (certificateName: string, hours: number): DueCertificate => ({
      certificateName,
      dueSince: hoursAgo(hours),
      validity: { notBefore: hoursAgo(240), notAfter: hoursAgo(-1_920) },
    });
    world.dueIndex.findDue.mockResolvedValue([
      inMidLife('b.example', 1),
      inMidLife('a.example', 2),
      { certificateName: 'new.example', dueSince: NOW },
    ]);

    const plan = await planChecks(world, LIMITS, noDeadline());

    expect(plan).toMatchObject({ due: ['new.example'], others: 2, dueCount: 3 });
    expect(world.queue.send.mock.calls).toEqual([
      [['new.example'], expect.anything()],
      [['a.example', 'b.example'], expect.anything(), 240],
    ]);
  });

  it('sends nothing when nothing is due', async () => {
    const world = ports({});

    const plan = await planChecks(world, LIMITS, noDeadline());

    expect(plan).toEqual({ due: [], others: 0, dueCount: 0, awakenedByToken: [], triesToken: false });
    expect(world.queue.send).not.toHaveBeenCalled();
  });

  it.each([
    [
      'the secret has a new version, whether anything waits for it or not',
      aTriedToken({ version: 'v0' }),
      true,
    ],
    ['it was never tried', undefined, true],
    ['this version was taken a moment ago', aTriedToken(), false],
    ['this version was taken a day ago', aTriedToken({ at: hoursAgo(24) }), true],
    ['this version was refused less than an hour ago', aTriedToken({ ok: false, at: hoursAgo(0.9) }), false],
    ['this version was refused an hour ago', aTriedToken({ ok: false, at: hoursAgo(1) }), true],
    ['somebody, or a wrong clock, has set the trial far ahead', aTriedToken({ at: hoursAgo(-900) }), true],
  ])('has the token tried, or not, when %s', async (_, tried, expected) => {
    const world = ports({ version: 'v1' });
    world.tokenTrials.readTried.mockImplementation(async () => tried as TriedToken);

    const { triesToken } = await planChecks(world, LIMITS, noDeadline());

    expect(triesToken).toBe(expected);
    expect(world.queue.sendTokenTrial).toHaveBeenCalledTimes(expected ? 1 : 0);
    expect(world.tokenVersions.readCurrentVersion).toHaveBeenCalledTimes(1);
  });

  it('awakens those that saw another version of the token, and reads the secret once', async () => {
    const waiting = [
      { certificateName: 'never-saw-one.example', seenVersion: '' },
      { certificateName: 'saw-the-old.example', seenVersion: 'v1' },
      { certificateName: 'saw-this-one.example', seenVersion: 'v2' },
    ];
    const world = ports({ waiting, version: 'v2' });

    const plan = await planChecks(world, LIMITS, noDeadline());

    expect(plan.awakenedByToken).toEqual(['never-saw-one.example', 'saw-the-old.example']);
    expect(sentBy(world)).toEqual(['never-saw-one.example', 'saw-the-old.example']);
    expect(world.tokenVersions.readCurrentVersion).toHaveBeenCalledTimes(1);
  });

  it('awakens the most urgent first, and no more than a tick takes, however many saw the newest token', async () => {
    const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
    const living = (certificateName: string, daysLeft: number, seenVersion = 'v1') => ({
      certificateName,
      seenVersion,
      validity: { notBefore: days(daysLeft - 90), notAfter: days(daysLeft) },
    });
    const waiting = [
      living('seen-1.example', 1, 'v2'),
      living('seen-2.example', 1, 'v2'),
      living('young.example', 60),
      living('old.example', 3),
      living('middle.example', 20),
    ];
    const world = ports({ waiting, version: 'v2' });

    const { awakenedByToken } = await planChecks(world, { ...LIMITS, checks: 2 }, noDeadline());

    expect(awakenedByToken).toEqual(['old.example', 'middle.example']);
  });

  it('lets them wait while the secret has no value', async () => {
    const world = ports({ waiting: [{ certificateName: 'a.example', seenVersion: '' }], version: '' });

    expect((await planChecks(world, LIMITS, noDeadline())).awakenedByToken).toEqual([]);
  });

  it('sends one message to a certificate that is due and waits for the token', async () => {
    const world = ports({
      due: ['a.example'],
      waiting: [{ certificateName: 'a.example', seenVersion: '' }],
      version: 'v1',
    });

    await planChecks(world, LIMITS, noDeadline());

    expect(sentBy(world)).toEqual(['a.example']);
  });

  const denied = () => Promise.reject(new Error('denied'));

  it.each([
    [
      'the version of its secret',
      (world: ReturnType<typeof ports>) => world.tokenVersions.readCurrentVersion.mockImplementation(denied),
      { awakenedByToken: [], triesToken: false },
    ],
    [
      'its last trial',
      (world: ReturnType<typeof ports>) => world.tokenTrials.readTried.mockImplementation(denied),
      { awakenedByToken: ['b.example'], triesToken: false },
    ],
    [
      'those that wait for it',
      (world: ReturnType<typeof ports>) => world.dueIndex.findWaitingForToken.mockImplementation(denied),
      { awakenedByToken: [], triesToken: true },
    ],
  ])(
    'sends each of the due once, and says why the token was not asked for, when %s cannot be read',
    async (_, fail, rest) => {
      const waiting = [{ certificateName: 'b.example', seenVersion: 'v0' }];
      const world = ports({
        due: ['a.example'],
        waiting,
        version: 'v1',
        tried: aTriedToken({ version: 'v0' }),
      });
      fail(world);

      const plan = await planChecks(world, LIMITS, noDeadline());

      expect(plan).toEqual({
        due: ['a.example'],
        others: 0,
        dueCount: 1,
        ...rest,
        tokenUnasked: expect.any(RenewerError),
      });
      expect(plan.tokenUnasked?.message).toContain('denied');
      expect(sentBy(world)).toEqual(['a.example', ...rest.awakenedByToken]);
    },
  );

  it('fails when the due ones cannot be read or sent: then Lambda repeats the tick', async () => {
    const world = ports({ due: ['a.example'] });
    world.queue.send.mockImplementation(denied);

    await expect(planChecks(world, LIMITS, noDeadline())).rejects.toThrow('denied');
  });
});
