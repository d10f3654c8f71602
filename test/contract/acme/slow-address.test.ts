/** A CA behind a name with two addresses: one takes connections late, the other refuses them at once. */
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../../functions/acme/http.ts';
import { systemClock } from '../../../functions/engine/deadline.ts';
import { type ScriptedCa, startScriptedCa } from '../../support/scripted-ca.ts';
import { nameItBesideNobody, type SlowAddress, startSlowAddress } from '../../support/world/slow-address.ts';
import { aDeadline } from './acme-world.ts';

let ca: ScriptedCa;
let slow: SlowAddress;
let rename: () => void;

beforeEach(async () => {
  ca = await startScriptedCa();
  slow = await startSlowAddress(Number(new URL(ca.url).port));
  rename = nameItBesideNobody();
  // Node's own, which another test of this process may have changed.
  setDefaultAutoSelectFamilyAttemptTimeout(250);
});
afterEach(async () => {
  rename();
  await slow.stop();
  await ca.stop();
});

/** One request, which the caller would repeat. */
function read() {
  const directoryUrl = `https://localhost:${slow.port}/directory`;
  const { trustedCaPem } = ca;
  const send = createHttp({ clock: systemClock, directoryUrl, timeoutMs: 30_000, trustedCaPem });
  const url = new URL(directoryUrl);
  return send({ method: 'GET', url, isRead: true }, aDeadline());
}

describe('createHttp', () => {
  it('waits for a slow address when the other one fails at once', async () => {
    await slow.refuseFor(600);

    expect(await read()).toMatchObject({ status: 200 });
  });

  it('fails with what came of each address, and does not speak of a timeout that has not passed', async () => {
    await slow.refuseFor(20_000);

    await expect(read()).rejects.toMatchObject({
      code: 'acme-unavailable',
      message: expect.stringContaining(
        'none of its addresses took the connection: 127.0.0.1 (ETIMEDOUT), ::1 (ECONNREFUSED)',
      ),
    });
  });
});
