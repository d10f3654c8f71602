/**
 * A CA's message that only a person can act on reaches that person through a whole run, word for word. DNScale and DNS as in
 * the other tests; the CA is scripted, as Pebble pauses no account and changes no terms.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedCa, startScriptedCa } from '../support/scripted-ca.ts';
import { type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun } from './fail-run.ts';

let world: EngineWorld;
let ca: ScriptedCa;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterAll(() => world?.stop());
beforeEach(async () => {
  ca = await startScriptedCa();
});
afterEach(() => ca.stop());

/** A run whose newOrder the CA refuses. Returns what the state keeps and what the event says. */
async function refusedRun(status: number, body: object, headers: Record<string, string> = {}) {
  ca.replies.set('/new-order', { status, headers, body });
  const acme = ca.acmeServer();
  const options = { definition: { profile: 'classic' }, ports: { acmeServer: () => acme } };
  const { engine, failure, inMinutes } = await failRun(world, options);
  const [event] = engine.events.named('run-failed');
  return { failure, event, inMinutes };
}

describe('renewCertificate, when the CA wants a person', () => {
  it('keeps the link that unpauses a name, of 900 characters behind 600 of text, in state and event', async () => {
    const link = `https://portal.ca.test/sfe/v1/unpause?jwt=${'eyJhbGciOiJIUzI1NiJ9.'.repeat(41)}end`.slice(
      0,
      900,
    );
    const detail = `Your account is temporarily prevented from requesting certificates for ${'a.example.com, '.repeat(40)}Please visit: ${link}`;

    const { failure, event, inMinutes } = await refusedRun(429, {
      type: 'urn:ietf:params:acme:error:rateLimited',
      detail,
    });

    expect(link).toHaveLength(900);
    expect(failure).toMatchObject({ code: 'acme-paused', disposition: 'person', step: 'newOrder' });
    expect(failure?.message.split(/\s/)).toContain(link);
    expect(event?.message.split(/\s/)).toContain(link);
    expect(inMinutes).toBe(60);
  });

  it('keeps where to agree to new terms, and where they are', async () => {
    const instance = `https://ca.test/agree?account=${'a1'.repeat(350)}`;

    const { failure, event } = await refusedRun(
      403,
      { type: 'urn:ietf:params:acme:error:userActionRequired', detail: 'New terms', instance },
      { link: '<https://ca.test/terms-2027.pdf>;rel="terms-of-service"' },
    );

    expect(failure).toMatchObject({ code: 'acme-account', disposition: 'person' });
    for (const message of [failure?.message, event?.message]) {
      expect(message).toContain(`see ${instance}.`);
      expect(message).toContain('at https://ca.test/terms-2027.pdf.');
    }
  });
});
