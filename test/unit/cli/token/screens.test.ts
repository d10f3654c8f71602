/** What an operator sees of `token set`, at 80 and 140 columns. */
import { describe, expect, it } from 'vitest';
import { runTokenSet } from '../../../../cli/token/set.ts';
import type { TokenSetWiring } from '../../../../cli/token/wiring.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { aScreen, brokenLines } from '../../../support/screen.ts';

const REFUSED = new RenewerError({
  code: 'dnscale-unauthorized',
  disposition: 'person',
  message: 'DNScale refuses the token (HTTP 401): it is wrong, expired or was revoked.',
  advice: 'Make a new API key at DNScale.',
});

function wiringOf(outcome: 'created' | 'changed' | 'restored', refused = false): TokenSetWiring {
  const zone = { id: 'z1', name: 'example.com', status: 'active', type: 'master', nameServers: [] };
  const zones = {
    listZones: async () => {
      if (refused) throw REFUSED;
      return [zone];
    },
    listRecords: async () => [],
  };
  const wiring: { [Port in keyof TokenSetWiring]: unknown } = {
    openTokenFile: () => undefined,
    zonesSeenBy: () => zones,
    secret: { store: async () => outcome, region: async () => 'eu-central-1' },
  };
  return wiring as TokenSetWiring;
}

const CASES: [string, TokenSetWiring, number][] = [
  ['created', wiringOf('created'), 0],
  ['changed', wiringOf('changed'), 0],
  ['restored', wiringOf('restored'), 0],
  ['refused', wiringOf('changed', true), 1],
];

const AT_WIDTHS = CASES.flatMap(([name, ...rest]) =>
  [80, 140].map((columns) => [name, columns, ...rest] as const),
);

describe('the screen of token set', () => {
  it.each(AT_WIDTHS)('%s, at %i columns', async (name, columns, wiring, exitCode) => {
    const screen = aScreen(columns);
    // Nobody answers while the question is being written.
    screen.stderr.once('data', () => setImmediate(() => screen.stdin.write('dnscale_live_token\r')));
    const options = { secretName: 'dnscale/token', region: 'eu-central-1' };

    expect(await runTokenSet(options, {}, screen, wiring)).toBe(exitCode);

    expect(brokenLines(screen.shown(), columns)).toEqual([]);
    expect(screen.shown()).not.toContain('dnscale_live_token');
    await expect(screen.shown()).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
  });
});
