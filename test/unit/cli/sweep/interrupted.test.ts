/** `sweep`, ended by Ctrl-C. */
import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { runSweep, type SweepOptions } from '../../../../cli/sweep/run.ts';
import type { SweepWiring } from '../../../../cli/sweep/wiring.ts';
import { documentIn } from '../../../support/command-documents.ts';
import { aScreen } from '../../../support/screen.ts';
import { aRecord, somePorts } from '../../engine/preflight/doctor-ports.ts';

const NAME = '_acme-challenge.example.com';
/** One more than are removed at once. */
const VALUES = Array.from({ length: 11 }, (_, index) => `${String(index).padStart(2, '0')}${'x'.repeat(41)}`);

/** Ctrl-C comes while the second value is being removed; DNScale answers nothing any more. */
async function interruptedSweep(options: Partial<SweepOptions>) {
  const host = Object.assign(new EventEmitter(), { exit: () => undefined });
  let calls = 0;
  const wiring: SweepWiring = {
    ports: somePorts({
      zones: { listRecords: async () => VALUES.map((value) => aRecord('TXT', NAME, value, value)) },
    }),
    txtRecords: {
      async removeValue() {
        calls += 1;
        if (calls === 1) return 'removed';
        if (calls === 2) setImmediate(() => host.emit('SIGINT', 'SIGINT'));
        return new Promise<never>(() => undefined);
      },
    },
  };
  const screen = aScreen(100);
  const given = { domain: ['example.com'], olderThan: '1 day', yes: true as const, ...options };
  const exitCode = await runSweep(given, {}, screen, wiring, host);
  return { exitCode, shown: screen.shown() };
}

it('writes its object with what was done', async () => {
  const { exitCode, shown } = await interruptedSweep({ json: true });

  const { values } = documentIn('sweep', shown) as { values: { outcome: string; message?: string }[] };
  expect(values.map(({ outcome }) => outcome)).toEqual(['removed', ...Array(10).fill('failed')]);
  expect(values.at(-1)?.message).toBe('Interrupted. The same command takes up what was begun.');
  expect(exitCode).toBe(130);
});

it('says how many are removed, once', async () => {
  const { exitCode, shown } = await interruptedSweep({});

  expect(shown.split('\n').slice(-3)).toEqual([
    `Removed: ${VALUES[0]} at ${NAME}`,
    'Interrupted after 1 of 11 values were removed. The same command removes the others.',
    '',
  ]);
  expect(exitCode).toBe(130);
});
