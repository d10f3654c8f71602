/** What an operator sees of `pull`, at 80 and 140 columns. */
import { describe, expect, it } from 'vitest';
import type { HookEnd } from '../../../../cli/pull/hook.ts';
import { showPulled } from '../../../../cli/pull/run.ts';
import { aScreen, brokenLines } from '../../../support/screen.ts';

const PULLED = {
  certificateName: 'shop.example.com',
  bucketName: 'dnscalecerts-111122223333-eu-central-1',
  version: '20261127T031500Z-3f9a2c',
  serial: '04ab12',
  domainNames: ['shop.example.com'],
  notAfter: new Date('2027-02-25T03:15:00Z'),
  lineage: '/etc/dnscale-certs/live/shop.example.com',
};

const CASES: [string, 'installed' | 'unchanged', HookEnd | undefined, number][] = [
  ['installed', 'installed', { exitCode: 0 }, 0],
  ['unchanged', 'unchanged', undefined, 0],
  ['hook-failed', 'installed', { exitCode: 3 }, 1],
];

const AT_WIDTHS = CASES.flatMap(([name, ...rest]) =>
  [80, 140].map((columns) => [name, columns, ...rest] as const),
);

describe('the screen of pull', () => {
  it.each(AT_WIDTHS)('%s, at %i columns', async (name, columns, outcome, hook, exitCode) => {
    const screen = aScreen(columns);

    expect(showPulled({ ...PULLED, outcome }, hook, { out: '/etc/dnscale-certs' }, screen)).toBe(exitCode);

    expect(brokenLines(screen.shown(), columns)).toEqual([]);
    await expect(screen.shown()).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
  });
});
