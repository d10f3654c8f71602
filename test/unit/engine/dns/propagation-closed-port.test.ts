import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../functions/engine/ports/events.ts';
import { APEX, createWorld, has, silent, wait } from './propagation-world.ts';

const SILENT = { '192.0.2.1': { says: () => silent }, '192.0.2.2': { says: () => silent } };

describe('waitForPropagation, when port 53 is closed', () => {
  it('warns once, waits the fixed time and never says that a value is propagated', async () => {
    const world = createWorld(SILENT, {}, true);
    const events: RunEvent[] = [];
    const toldAtMs: number[] = [];

    await wait(world, [APEX], {
      emit: (event) => events.push(event),
      onPropagated: async () => {
        toldAtMs.push(world.elapsed());
      },
    });

    expect(toldAtMs).toEqual([60_000]);
    expect(events.filter(({ event }) => event === 'warning')).toHaveLength(1);
    expect(events.filter(({ event }) => event === 'propagated')).toEqual([]);
  });

  it('fails with propagation-timeout when only the own servers are silent', async () => {
    const world = createWorld(SILENT);

    await expect(wait(world, [APEX])).rejects.toMatchObject({ code: 'propagation-timeout' });
  });

  it('fails with propagation-timeout when one server answers and lacks the value', async () => {
    const world = createWorld({ ...SILENT, '192.0.2.3': { says: () => has() } }, {}, true);

    await expect(wait(world, [APEX])).rejects.toMatchObject({ code: 'propagation-timeout' });
  });
});
