import { describe, expect, it } from 'vitest';
import { createClient } from '../../../functions/dnscale/client.ts';
import type { Call } from '../../../functions/dnscale/errors.ts';
import { RenewerError } from '../../../functions/engine/errors.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const CALL: Call = {
  method: 'GET',
  path: '/zones',
  action: 'list the zones',
  subject: 'zones',
  scopes: ['zones:read'],
};

/** A client whose server accepts `valid.token` only; the secret gives `secrets` in turn, then the last again. */
function aClient(secrets: (string | Error)[], valid: { token: string }) {
  const sent: string[] = [];
  let reads = 0;
  const client = createClient({
    clock: createManualClock(NOW),
    random: () => 0.5,
    readToken: async () => {
      const secret = secrets[Math.min(reads++, secrets.length - 1)];
      if (typeof secret !== 'string') throw secret;
      return secret;
    },
    http: async ({ path }, token) => {
      sent.push(token);
      return { kind: 'answer', url: path, status: token === valid.token ? 200 : 401, text: 'ok' };
    },
  });
  const statusOf = async () => {
    const outcome = await client.send(CALL, noDeadline());
    return outcome.kind === 'answer' ? outcome.status : 0;
  };
  return { client, sent, statusOf, reads: () => reads };
}

describe('createClient', () => {
  it('reads the token once for many requests', async () => {
    const { statusOf, reads } = aClient(['one'], { token: 'one' });

    expect(await Promise.all([statusOf(), statusOf(), statusOf()])).toEqual([200, 200, 200]);
    expect(reads()).toBe(1);
  });

  it('reads the token again when it is refused, and uses the new one', async () => {
    const valid = { token: 'one' };
    const { statusOf, sent } = aClient(['one', 'two'], valid);
    await statusOf();
    valid.token = 'two';

    expect(await statusOf()).toBe(200);
    expect(await statusOf()).toBe(200);
    expect(sent).toEqual(['one', 'one', 'two', 'two']);
  });

  it('reads a replaced token once, however many requests are refused at the same time', async () => {
    const { statusOf, reads } = aClient(['one', 'two'], { token: 'two' });

    expect(await Promise.all([statusOf(), statusOf(), statusOf()])).toEqual([200, 200, 200]);
    expect(reads()).toBe(2);
  });

  it('does not send the same token twice', async () => {
    const { statusOf, sent, reads } = aClient(['one'], { token: 'two' });

    expect(await statusOf()).toBe(401);
    expect(sent).toEqual(['one']);
    expect(reads()).toBe(2);
  });

  it('sends a request twice at most, even when the secret changes all the time', async () => {
    const { statusOf, sent } = aClient(['one', 'two', 'three'], { token: 'three' });

    expect(await statusOf()).toBe(401);
    expect(sent).toEqual(['one', 'two']);
  });

  it('fails with the error of the secret, and reads it again next time', async () => {
    const missing = new RenewerError({ code: 'token-missing', disposition: 'person', message: 'no token' });
    const { statusOf, sent } = aClient([missing, 'one'], { token: 'one' });

    await expect(statusOf()).rejects.toBe(missing);
    expect(sent).toEqual([]);
    expect(await statusOf()).toBe(200);
  });
});
