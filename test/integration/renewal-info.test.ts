/** The CA's advice on renewal (ARI, RFC 9773), and orders that replace a certificate, at Pebble. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KnownRenewalInfo } from '../../functions/engine/renewal/state.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';

const HOUR_MS = 3_600_000;

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterAll(() => world.stop());

/** An engine whose certificate was issued by Pebble a moment ago. */
async function anIssuedEngine() {
  const engine = createEngine(world);
  await engine.run();
  const { certificate } = engine.records.state;
  if (!certificate?.certId) throw new Error('The first run issued no certificate.');
  const pem = engine.store.versions.get(certificate.version)?.certificatePem ?? '';
  // The engine keeps the last hour of a window free: in a window that ends sooner its instant has passed.
  const suggest = (startsInHours: number, endsInHours: number) => {
    const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
    const suggestedWindow = { start: at(startsInHours), end: at(endsInHours) };
    return world.pebble.setRenewalInfo(
      pem,
      JSON.stringify({ suggestedWindow, explanationURL: 'https://ca.test/why' }),
    );
  };
  return { engine, certificate, certId: certificate.certId, pem, suggest };
}

/** The CA's earlier advice, which the next run must ask for again. */
function forgetQuestion(info: KnownRenewalInfo | undefined): KnownRenewalInfo | undefined {
  return info && { ...info, askAgainAt: new Date(0) };
}

describe('renewCertificate, with the advice of the CA', () => {
  it('asks once, writes the advice down and is not due before the window', async () => {
    const { engine, certId } = await anIssuedEngine();

    await engine.run();
    await engine.run();

    const { renewalInfo } = engine.records.state;
    expect(engine.events.named('renewal-advised')).toHaveLength(1);
    expect(renewalInfo).toMatchObject({ certId, window: { startsAt: expect.any(Date) } });
    expect(engine.records.next).toMatchObject({ nextCheckAt: renewalInfo?.askAgainAt });
    expect(engine.events.named('run-finished').map(({ outcome }) => outcome)).toEqual([
      'renewed',
      'unchanged',
      'unchanged',
    ]);
  });

  it('renews inside the window, names the predecessor, and counts the order as exempt', async () => {
    const { engine, certificate, certId, suggest } = await anIssuedEngine();
    await suggest(-30, 0.4);

    await engine.run();

    const { state } = engine.records;
    expect(engine.events.named('decided').at(-1)).toMatchObject({
      reason: 'renewal-info',
      message: expect.stringContaining('https://ca.test/why'),
    });
    expect(engine.events.named('order-created').at(-1)).toMatchObject({ replaces: certId });
    expect(state.certificate?.serial).not.toBe(certificate.serial);
    const issuances = Object.values(state.issuances ?? {}).map(({ exempt }) => exempt);
    expect(issuances).toEqual([false, true]);
  });

  it('renews at once when the window is over, and does not rely on the exemption then', async () => {
    const { engine, suggest } = await anIssuedEngine();
    await suggest(-0.01, -0.005);
    // Valid for a while already, as Pebble does not backdate.
    const { certificate } = engine.records.state;
    if (certificate) certificate.notBefore = new Date(Date.now() - 2 * HOUR_MS);

    await engine.run();

    expect(engine.events.named('decided').at(-1)?.message).toContain('replaced at once');
    const issuances = Object.values(engine.records.state.issuances ?? {}).map(({ exempt }) => exempt);
    expect(issuances).toEqual([false, false]);
  });

  it('makes a plain order when the CA says that the predecessor was replaced already', async () => {
    const { engine, certificate, suggest } = await anIssuedEngine();
    await suggest(-30, 0.4);
    await engine.run();
    // The state from before the renewal, as after a restore from a backup.
    const { state } = engine.records;
    engine.records.state = { ...state, certificate, renewalInfo: forgetQuestion(state.renewalInfo) };

    await engine.run();

    expect(engine.events.named('warning').map(({ message }) => message)).toEqual([
      expect.stringMatching(/did not take the order as the replacement.*alreadyReplaced/),
    ]);
    const orders = engine.events.named('order-created').slice(-2);
    expect(orders.map(({ replaces }) => replaces)).toEqual([certificate.certId, undefined]);
    expect(engine.events.named('run-failed')).toEqual([]);
  });

  it('makes a plain order, and counts it, when the CA breaks over the predecessor', async () => {
    const { engine, certId, suggest } = await anIssuedEngine();
    await suggest(-30, 0.4);
    const [issuer = '', serial = ''] = certId.split('.');
    // As one in 256 of Pebble's serials is written: it advises on such a certificate, and does not find its order.
    const withZero = Buffer.concat([Buffer.of(0), Buffer.from(serial, 'base64url')]).toString('base64url');
    const { certificate } = engine.records.state;
    if (certificate) certificate.certId = `${issuer}.${withZero}`;

    await engine.run();

    expect(engine.events.named('run-finished').at(-1)).toMatchObject({ outcome: 'renewed' });
    expect(engine.events.named('warning').map(({ message }) => message)).toEqual([
      expect.stringMatching(/did not take the order as the replacement.*serverInternal/),
    ]);
    const issuances = Object.values(engine.records.state.issuances ?? {}).map(({ exempt }) => exempt);
    expect(issuances).toEqual([false, false]);
  });

  it('makes a plain order when another account asks for the successor', async () => {
    const { engine, certId, suggest } = await anIssuedEngine();
    await suggest(-30, 0.4);
    const other = createEngine(world);
    const { state } = engine.records;
    other.records.state = { ...state, renewalInfo: forgetQuestion(state.renewalInfo) };
    other.store.versions.set(state.certificate?.version ?? '', {
      privateKeyPem: '',
      certificatePem: '',
      chainPem: '',
    });

    await other.run();

    expect(other.events.named('order-created')).toMatchObject([{ orderUrl: expect.any(String) }]);
    expect(other.events.named('order-created')[0]).not.toHaveProperty('replaces');
    expect(other.events.named('warning')).toHaveLength(1);
    expect(other.records.state.certificate?.certId).not.toBe(certId);
  });

  it.each([
    ['no JSON', '<html>'],
    ['no window', '{}'],
    ['a date that is none', '{"suggestedWindow":{"start":"soon","end":"2027-01-01T00:00:00Z"}}'],
  ])('follows the last advice when the CA answers with %s', async (_, answer) => {
    const { engine, pem } = await anIssuedEngine();
    await engine.run();
    const before = engine.records.state.renewalInfo;
    engine.records.state = { ...engine.records.state, renewalInfo: forgetQuestion(before) };
    await world.pebble.setRenewalInfo(pem, answer);

    await engine.run();

    const after = engine.records.state.renewalInfo;
    expect(after?.window).toEqual(before?.window);
    expect(after?.askAgainAt.getTime()).toBeGreaterThan(Date.now() + 0.9 * HOUR_MS);
    expect(engine.events.named('warning').at(-1)?.message).toContain('gave no usable answer');
    expect(engine.events.named('run-finished').at(-1)).toMatchObject({ outcome: 'unchanged' });
  });

  it('ignores a window that ends before it begins', async () => {
    const { engine, suggest } = await anIssuedEngine();
    await suggest(1, -30);

    await engine.run();

    expect(engine.events.named('renewal-advised')).toEqual([]);
    expect(engine.events.named('run-finished').at(-1)).toMatchObject({ outcome: 'unchanged' });
  });
});
