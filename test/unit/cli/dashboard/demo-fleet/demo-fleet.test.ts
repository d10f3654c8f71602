/**
 * The recorded fleet of `dashboard --demo`: its errors are those of the code today, it has every state, and goes with the time.
 * `npx vitest run --project unit test/unit/cli/dashboard/demo-fleet -u` records the errors anew.
 */
import { expect, it } from 'vitest';
import { demoFleet, demoRecords } from '../../../../../cli/dashboard/demo/fleet.ts';
import { STATUS_JSON } from '../../../../../cli/status/status-json.ts';
import { STATE } from '../../../../../functions/engine/renewal/state-schema.ts';
import { recordFaults } from './record-faults.ts';

const NOW = new Date('2026-11-27T14:25:30Z');

function certificatesAt(now: Date) {
  return demoFleet(now).renewers.flatMap(({ certificates }) => certificates);
}

it('has errors as the product makes them', async () => {
  await expect(await recordFaults()).toMatchFileSnapshot('../../../../../cli/dashboard/demo/faults.json');
});

it('is a document of status, of 40 certificates in 6 zones', () => {
  expect(STATUS_JSON.parse(demoFleet(NOW))).toEqual(demoFleet(NOW));
  expect(certificatesAt(NOW)).toHaveLength(40);
  const zones = new Set(certificatesAt(NOW).flatMap((one) => Object.values(one.zones)));
  expect([...zones].sort()).toEqual([
    'example.com',
    'example.net',
    'example.org',
    'lab.example',
    'mail.example',
    'shop.example',
  ]);
});

it('has every state, and how many need somebody', () => {
  const states = certificatesAt(NOW).map(({ state, needsYou }) => `${state}${needsYou ? ', needs you' : ''}`);
  const counts: Record<string, number> = {};
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1;

  expect(counts).toEqual({
    'unreadable, needs you': 1,
    'expired, needs you': 1,
    'revoked, needs you': 1,
    'needs-you, needs you': 1,
    'unchecked, needs you': 1,
    'at-risk, needs you': 1,
    'failing, needs you': 1,
    'not-served, needs you': 2,
    'at-risk': 1,
    failing: 1,
    renewing: 1,
    waiting: 1,
    ok: 25,
    removed: 2,
  });
});

it('has lives of 90, 45 and 6 days, the CA’s windows, targets of each kind and probes of each standing', () => {
  const all = certificatesAt(NOW);
  const days = all.flatMap(({ notBefore, notAfter }) =>
    notBefore && notAfter ? Math.floor((Date.parse(notAfter) - Date.parse(notBefore)) / 86_400_000) : [],
  );

  expect([...new Set(days)].sort()).toEqual([45, 6, 90]);
  expect(all.filter(({ advice }) => advice).length).toBeGreaterThan(30);
  expect(new Set(all.flatMap(({ targets }) => targets.map(({ kind }) => kind)))).toEqual(
    new Set(['acm', 'secret']),
  );
  expect(new Set(all.flatMap(({ probes }) => probes.map(({ standing }) => standing)))).toEqual(
    new Set(['served', 'stale', 'foreign', 'unreachable']),
  );
});

it('goes with the time, in its words too', () => {
  const later = new Date('2028-03-01T08:00:00Z');
  const [then, now] = [NOW, later].map((at) => certificatesAt(at).find(({ state }) => state === 'expired'));

  expect(then?.words.headline).toBe('Expired 25 Nov 14:18. Not renewed since 1 Nov 14:25 (600 tries).');
  expect(now?.words.headline).toBe('Expired 28 Feb 07:53. Not renewed since 4 Feb 08:00 (600 tries).');
  const states = (at: Date) =>
    certificatesAt(at).map(({ certificateName, state }) => [certificateName, state]);
  expect(states(later)).toEqual(states(NOW));
});

it('is as the tables would take it', () => {
  for (const { state } of demoRecords(NOW)) {
    if (state) expect(() => STATE.parse(JSON.parse(JSON.stringify(state)))).not.toThrow();
  }
});
