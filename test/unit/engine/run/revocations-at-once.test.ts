/** `revoke --now`, as revocations.test.ts: its key has leaked. */
import { X509Certificate } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { openRevocationsWorld, type RevocationsWorld } from './revocations-world.ts';

const HOUR_MS = 3_600_000;

let world: RevocationsWorld;

beforeEach(async () => {
  world = await openRevocationsWorld();
  expect(world.ca.issued).toHaveLength(1);
});

describe('a revocation at once', () => {
  it('comes first, and the replacement follows in the same run', async () => {
    const { serial } = await world.revoke({ now: true, reason: 'keyCompromise' });

    const [, second] = world.ca.issued;
    expect(world.revoked()).toEqual([`${serial} keyCompromise`]);
    expect(world.ca.revoked[0]?.at.getTime()).toBeLessThan(second?.orderedAt.getTime() ?? 0);
    expect(world.inAcm()).toEqual([second?.serial, second?.serial]);
    expect((await world.state()).revocations).toBeUndefined();
    await world.ticks(6 * 24);
    expect(world.ca.issued).toHaveLength(2);
  });

  it('is not held up by our own limit of four a week: the replacement is the fifth, and no sixth follows', async () => {
    for (let count = 0; count < 3; count += 1) await world.force();
    expect(world.ca.issued).toHaveLength(4);

    const { serial } = await world.revoke({ now: true });

    expect(world.revoked()).toEqual([`${serial} superseded`]);
    expect(world.ca.issued).toHaveLength(5);
    expect(await world.live()).toBe(world.ca.issued[4]?.serial);
    expect((await world.state()).failure).toBeUndefined();
  });

  it('is tried again every few minutes for an hour while nothing replaces it', async () => {
    world.away.add('dnscale');

    const { serial } = await world.revoke({ now: true, reason: 'keyCompromise' });

    expect(world.revoked()).toEqual([`${serial} keyCompromise`]);
    expect((await world.state()).revocations).toMatchObject([{ serial, revokedAt: expect.any(Date) }]);
    const { nextCheckAt, failure } = await world.state();
    expect((nextCheckAt?.getTime() ?? 0) - (failure?.at.getTime() ?? 0)).toBe(300_000);

    world.away.clear();
    await world.ticks(2);

    expect(world.ca.issued).toHaveLength(2);
    expect(await world.live()).toBe(world.ca.issued[1]?.serial);
    expect(world.revoked()).toHaveLength(1);
  });

  it('replaces also while the CA refuses to revoke, and tells that it does', async () => {
    world.ca.refuseRevocations(true);

    const { serial } = await world.revoke({ now: true });

    expect(await world.live()).toBe(world.ca.issued[1]?.serial);
    expect(world.inAcm()).not.toContain(serial);
    expect((await world.state()).failure).toMatchObject({ code: 'revocation-refused' });
    expect((await world.state()).revocations).toMatchObject([{ serial }]);
  });

  it('waits for no CA that hangs: the replacement comes all the same', async () => {
    const { acme } = world.ca;
    const { revokeCertificate } = acme;
    acme.revokeCertificate = (_, deadline) => world.clock.sleep(HOUR_MS, deadline);

    const { serial } = await world.revoke({ now: true });

    expect(await world.live()).toBe(world.ca.issued[1]?.serial);
    expect((await world.state()).failure).toMatchObject({ step: 'revoke' });
    expect((await world.state()).revocations).toMatchObject([{ serial }]);

    acme.revokeCertificate = revokeCertificate;
    await world.ticks(8);
    expect(world.revoked()).toEqual([`${serial} superseded`]);
    expect(world.ca.issued).toHaveLength(2);
  });

  it('of what was live before is not lost while the archive cannot be read, and its replacement does not wait', async () => {
    const serial = await world.live();
    await world.force();
    const { store } = world.ports;
    const { listVersions } = store;
    store.listVersions = () =>
      Promise.reject(new RenewerError({ code: 'store-failed', disposition: 'next-run', message: 'away' }));

    const { id } = await world.revoke({ serial, now: true, reason: 'keyCompromise' });
    await world.force();

    expect((await world.state()).failure).toMatchObject({ code: 'store-failed', step: 'revoke' });
    expect(await world.isOpen(id)).toBe(true);
    expect(world.ca.issued).toHaveLength(3);

    store.listVersions = listVersions;
    await world.ticks(2);
    expect(world.revoked()).toEqual([`${serial} keyCompromise`]);
    expect(await world.isOpen(id)).toBe(false);
    expect((await world.state()).failure).toBeUndefined();
  });

  it('for a leaked key revokes every valid certificate with that key, and no other', async () => {
    // The world has eight keys, and uses them again.
    const withTheKey = () => {
      const leaked = keyOf(world.ca.issued.at(-1)?.pem ?? '');
      return world.ca.issued.filter(({ pem }) => keyOf(pem) === leaked).map(({ serial }) => serial);
    };
    while (withTheKey().length < 2) {
      await world.force();
      for (let hour = 0; hour < 48; hour += 1) await world.pass(HOUR_MS);
    }
    const meant = withTheKey();
    expect(meant.length).toBeLessThan(world.ca.issued.length);

    await world.revoke({ now: true, reason: 'keyCompromise' });

    expect(world.ca.revoked.map(({ serial }) => serial).sort()).toEqual(meant.sort());
    expect(meant).not.toContain(await world.live());
  });
});

function keyOf(pem: string): string {
  return new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }).toString('hex');
}
