import { describe, expect, it } from 'vitest';
import { deadlineIn } from '../../../../functions/engine/deadline.ts';
import { createDns01Solver, groupIntoRrsets } from '../../../../functions/engine/dns/dns01-solver.ts';
import { type ErrorCode, RenewerError } from '../../../../functions/engine/errors.ts';
import type { PublishedTxtRecord, TxtRecord, TxtRecords } from '../../../../functions/engine/ports/dns.ts';
import { NOW, noDeadline, parentAgrees } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { createRecordedEvents } from '../../../support/memory-ports.ts';
import { createDns } from './dns-in-memory.ts';

const unavailable = new RenewerError({
  code: 'dnscale-unavailable',
  disposition: 'next-run',
  message: 'down',
});

function aRecord(value: string, name = '_acme-challenge.example.com'): TxtRecord {
  return { zoneId: 'z1', zoneName: 'example.com', name, value };
}

/** DNScale in memory; `refuses` makes every call about that value fail. */
function aDnscale(refuses: string[] = []) {
  const values = new Set<string>();
  const removedWithId: (string | undefined)[] = [];
  const txtRecords: TxtRecords = {
    addValue: async (record) => {
      if (refuses.includes(record.value)) throw unavailable;
      values.add(record.value);
      return { ...record, recordId: `id-${record.value}` };
    },
    removeValue: async (record: PublishedTxtRecord) => {
      if (refuses.includes(record.value)) throw unavailable;
      removedWithId.push(record.recordId);
      return values.delete(record.value) ? 'removed' : 'absent';
    },
  };
  return { values, removedWithId, txtRecords, refuses };
}

function aSolver(txtRecords: TxtRecords, left: TxtRecord[] = []) {
  const { zones } = createDns();
  const resolver = {
    findNameServers: async () => [{ nameServer: 'ns1.test', address: '127.0.0.1', port: 53 }],
    askTxt: async () => ({ kind: 'answer' as const, values: [] }),
    ...parentAgrees,
    canAskAuthorities: async () => true,
  };
  const events = createRecordedEvents();
  return {
    events,
    solver: createDns01Solver(
      {
        txtRecords,
        resolver,
        zones: { ...zones, listZones: async () => [] },
        clock: createManualClock(NOW),
        events,
        propagation: { timeoutMs: 1_000, closedPortWaitMs: 60_000 },
      },
      left,
    ),
  };
}

const OLD = 'XM0DgL21KU-EFDcwge4V0yro0qjmwm5F_EthWocabKs';
const OTHER = 'v_zQg9DBSLvoRNIFRHY-3iSdjpRoBgdpq_fh-xe4lYs';

describe('createDns01Solver', () => {
  it('publishes every value, and removes them by the ids that the writes gave', async () => {
    const dnscale = aDnscale();
    const { solver } = aSolver(dnscale.txtRecords);

    await solver.present([aRecord('a'), aRecord('b')], noDeadline());
    expect([...dnscale.values]).toEqual(['a', 'b']);
    await solver.cleanUp(noDeadline());

    expect([...dnscale.values]).toEqual([]);
    expect(dnscale.removedWithId).toEqual(['id-a', 'id-b']);
    expect(solver.outstanding()).toEqual([]);
  });

  it('removes what an earlier run left', async () => {
    const dnscale = aDnscale();
    const { solver } = aSolver(dnscale.txtRecords, [aRecord(OLD)]);

    await solver.cleanUp(noDeadline());

    expect(dnscale.removedWithId).toEqual([undefined]);
    expect(solver.outstanding()).toEqual([]);
  });

  it('fails when a value cannot be published, and still counts it as outstanding', async () => {
    const { solver } = aSolver(aDnscale(['b']).txtRecords);

    await expect(solver.present([aRecord('a'), aRecord('b')], noDeadline())).rejects.toBe(unavailable);

    expect(solver.outstanding().map(({ value }) => value)).toEqual(['a', 'b']);
  });

  it('waits for the writes under way before it fails', async () => {
    let applied = false;
    const txtRecords: TxtRecords = {
      addValue: async (record) => {
        if (record.value === 'fails') throw unavailable;
        await new Promise((resolve) => setTimeout(resolve, 20));
        applied = true;
        return record;
      },
      removeValue: async () => 'removed',
    };
    const { solver } = aSolver(txtRecords);

    await expect(solver.present([aRecord('slow'), aRecord('fails')], noDeadline())).rejects.toBe(unavailable);

    expect(applied).toBe(true);
  });

  it('keeps what cannot be removed as outstanding and says so', async () => {
    const dnscale = aDnscale();
    const { solver, events } = aSolver(dnscale.txtRecords);
    await solver.present([aRecord('a'), aRecord('b')], noDeadline());

    dnscale.refuses.push('a');
    const reason = await solver.cleanUp(noDeadline());

    expect(reason).toBe(unavailable);
    expect(solver.outstanding()).toEqual([aRecord('a')]);
    expect(events.named('clean-up-postponed')).toMatchObject([{ value: 'a', message: 'down' }]);
  });

  it('keeps a value listed whose write was not answered, though it is not there yet', async () => {
    const dnscale = aDnscale(['late']);
    const { solver, events } = aSolver(dnscale.txtRecords);
    await expect(solver.present([aRecord('late')], noDeadline())).rejects.toBe(unavailable);
    dnscale.refuses.length = 0;

    await solver.cleanUp(noDeadline());
    await solver.cleanUp(noDeadline());

    expect(solver.outstanding()).toEqual([aRecord('late')]);
    expect(events.named('clean-up-postponed').at(-1)?.message).toContain('may still come');
    expect(events.named('txt-removed')).toEqual([]);
  });

  it('removes it, or forgets it, in the next run', async () => {
    const dnscale = aDnscale();
    dnscale.values.add(OLD);
    const { solver } = aSolver(dnscale.txtRecords, [aRecord(OLD), aRecord(OTHER)]);

    await solver.cleanUp(noDeadline());

    expect([...dnscale.values]).toEqual([]);
    expect(solver.outstanding()).toEqual([]);
  });

  it('removes such a value at once when it is there', async () => {
    const dnscale = aDnscale(['late']);
    const { solver } = aSolver(dnscale.txtRecords);
    await expect(solver.present([aRecord('late')], noDeadline())).rejects.toBe(unavailable);
    dnscale.refuses.length = 0;
    dnscale.values.add('late');

    await solver.cleanUp(noDeadline());

    expect(solver.outstanding()).toEqual([]);
  });

  it.each<ErrorCode>(['token-missing', 'dnscale-unauthorized', 'dnscale-forbidden', 'dnscale-refused'])(
    'does not wait for a value that DNScale has refused to write (%s)',
    async (code) => {
      const refused = new RenewerError({ code, disposition: 'person', message: 'no' });
      const txtRecords: TxtRecords = {
        addValue: async () => {
          throw refused;
        },
        removeValue: async () => 'absent',
      };
      const { solver } = aSolver(txtRecords);
      await expect(solver.present([aRecord('a')], noDeadline())).rejects.toBe(refused);

      await solver.cleanUp(noDeadline());

      expect(solver.outstanding()).toEqual([]);
    },
  );

  it('waits for a value whose write failed by a fault of ours', async () => {
    const txtRecords: TxtRecords = {
      addValue: () => Promise.reject(new TypeError('ours')),
      removeValue: async () => 'absent',
    };
    const { solver } = aSolver(txtRecords);
    await expect(solver.present([aRecord('a')], noDeadline())).rejects.toMatchObject({ code: 'unexpected' });

    await solver.cleanUp(noDeadline());

    expect(solver.outstanding()).toEqual([aRecord('a')]);
  });

  it('removes a value once when two clean-ups overlap', async () => {
    const dnscale = aDnscale();
    const { solver } = aSolver(dnscale.txtRecords);
    await solver.present([aRecord('a')], noDeadline());

    await Promise.all([solver.cleanUp(noDeadline()), solver.cleanUp(noDeadline())]);

    expect(dnscale.removedWithId).toEqual(['id-a']);
  });

  it('lets a second caller wait for the clean-up under way until its own deadline, and no longer', async () => {
    const removal = Promise.withResolvers<'removed'>();
    const txtRecords: TxtRecords = { addValue: async (record) => record, removeValue: () => removal.promise };
    const { solver } = aSolver(txtRecords, [aRecord(OLD)]);
    const first = solver.cleanUp(noDeadline());

    const second = await solver.cleanUp(deadlineIn(10, { now: () => new Date(NOW) }, 'the second clean-up'));

    expect(second).toMatchObject({
      code: 'deadline-exceeded',
      message: expect.stringContaining('the second clean-up'),
    });
    expect(solver.outstanding()).toEqual([aRecord(OLD)]);
    removal.resolve('removed');
    expect(await first).toBeUndefined();
    expect(solver.outstanding()).toEqual([]);
  });

  it('tells a second caller the reason of the clean-up that it joined', async () => {
    const dnscale = aDnscale([OLD]);
    const { solver } = aSolver(dnscale.txtRecords, [aRecord(OLD)]);

    const reasons = await Promise.all([solver.cleanUp(noDeadline()), solver.cleanUp(noDeadline())]);

    expect(reasons).toEqual([unavailable, unavailable]);
  });
});

describe('groupIntoRrsets', () => {
  it('makes one RRset of the values at one owner name', () => {
    const other = aRecord('c', '_acme-challenge.www.example.com');

    const rrsets = groupIntoRrsets([aRecord('a'), other, aRecord('b')]);

    expect(rrsets).toEqual([
      { name: '_acme-challenge.example.com', zoneName: 'example.com', values: ['a', 'b'] },
      { name: '_acme-challenge.www.example.com', zoneName: 'example.com', values: ['c'] },
    ]);
  });
});
