/** DNScale behind a name with two addresses: one takes connections late, the other refuses them at once. */
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nameItBesideNobody, type SlowAddress, startSlowAddress } from '../../support/world/slow-address.ts';
import { aDeadline, anAdapter, aServer, failureOf, json, stopServers } from './dnscale-world.ts';

let slow: SlowAddress;
let rename: () => void;

beforeEach(async () => {
  const server = await aServer((response) => json(response, { data: { zones: [], total: 0 } }));
  slow = await startSlowAddress(Number(new URL(server.url).port));
  rename = nameItBesideNobody();
  // Node's own, which another test of this process may have changed.
  setDefaultAutoSelectFamilyAttemptTimeout(250);
});
afterEach(async () => {
  rename();
  await slow.stop();
  await stopServers();
});

describe('createDnscale', () => {
  it('waits for a slow address when the other one fails at once', async () => {
    const { dnscale } = anAdapter(`http://localhost:${slow.port}/v1`);
    await slow.refuseFor(600);

    expect(await dnscale.listZones(aDeadline())).toEqual([]);
  });

  it('fails with what came of each address, and does not speak of a timeout that has not passed', async () => {
    const { dnscale } = anAdapter(`http://localhost:${slow.port}/v1`, { timeoutMs: 30_000 });
    await slow.refuseFor(20_000);

    const error = await failureOf(dnscale.listZones(aDeadline()));

    expect(error.code).toBe('dnscale-unavailable');
    expect(error.message).toContain(
      'none of its addresses took the connection: 127.0.0.1 (ETIMEDOUT), ::1 (ECONNREFUSED)',
    );
    expect(error.message).not.toContain('30 s');
  });
});
