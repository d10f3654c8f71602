/** A revocation that fails, as revocations.test.ts: what the rest of its run does not wait for, and what is told of it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ClaimLost, RenewerError } from '../../../../functions/engine/errors.ts';
import { openRevocationsWorld, type RevocationsWorld } from './revocations-world.ts';

let world: RevocationsWorld;

beforeEach(async () => {
  world = await openRevocationsWorld();
  expect(world.ca.issued).toHaveLength(1);
});

const UNREADABLE = new RenewerError({
  code: 'store-failed',
  disposition: 'next-run',
  message: 'It is damaged.',
});

describe('a revocation that the CA refuses', () => {
  it('holds up no copy that is to be deleted', async () => {
    await world.redeclare({ removalPolicy: 'destroy' });
    world.ca.refuseRevocations(true);
    await world.revoke();
    expect(world.inAcm()).toHaveLength(2);

    await world.redeclare({ removalPolicy: 'destroy', regions: ['eu-central-1'] });

    expect(world.inAcm()).toEqual([await world.live()]);
    expect((await world.state()).failure).toMatchObject({ code: 'revocation-refused' });
  });

  it('holds up no readiness: what is proved is in the report, and so is what is not', async () => {
    world.ca.refuseRevocations(true);
    await world.revoke();
    const before = (await world.state()).readiness?.provedAt;

    await world.ticks(6 * 25);

    const { readiness, failure } = await world.state();
    expect(readiness?.provedAt?.getTime()).toBeGreaterThan(before?.getTime() ?? Number.MAX_SAFE_INTEGER);
    expect(failure).toMatchObject({ code: 'revocation-refused', step: 'revoke' });

    world.ports.zones.listZones = () =>
      Promise.reject(
        new RenewerError({ code: 'dnscale-unauthorized', disposition: 'person', message: 'Refused.' }),
      );
    await world.ticks(6 * 25);
    expect((await world.state()).readiness?.failure).toMatchObject({ code: 'dnscale-unauthorized' });
    expect((await world.state()).failure).toMatchObject({ code: 'revocation-refused', step: 'revoke' });
  });

  it('is given up once its CA turns out to revoke nothing: it is told, and not tried again', async () => {
    let asked = 0;
    world.ca.acme.revokeCertificate = () => {
      asked += 1;
      const about = { code: 'revocation-refused', disposition: 'person', isFinal: true } as const;
      return Promise.reject(new RenewerError({ ...about, message: 'It revokes nothing.' }));
    };

    const { serial } = await world.revoke({ now: true });

    expect((await world.state()).failure).toMatchObject({ code: 'revocation-refused', step: 'revoke' });
    expect(await world.live()).not.toBe(serial);
    expect(asked).toBe(2);
    await world.ticks(8);
    expect((await world.state()).failure).toBeUndefined();
    expect((await world.state()).revocations).toBeUndefined();
    expect(asked).toBe(2);
  });
});

describe('a leaked key', () => {
  it('is revoked and replaced although another certificate of the archive cannot be read', async () => {
    const unreadable = (await world.state()).certificate?.version;
    await world.force();
    const { store } = world.ports;
    const { readLeaf } = store;
    store.readLeaf = (name, version, deadline) =>
      version === unreadable ? Promise.reject(UNREADABLE) : readLeaf(name, version, deadline);

    const { serial, id } = await world.revoke({ now: true, reason: 'keyCompromise' });

    expect(world.revoked()).toEqual([`${serial} keyCompromise`]);
    expect(await world.live()).toBe(world.ca.issued[2]?.serial);
    expect((await world.state()).failure).toBeUndefined();
    expect(await world.isOpen(id)).toBe(false);
  });

  it('of what is live is revoked and replaced while nothing of the archive is listed; others with it come later', async () => {
    const { store } = world.ports;
    const { listVersions } = store;
    store.listVersions = () => Promise.reject(UNREADABLE);

    const { serial, id } = await world.revoke({ now: true, reason: 'keyCompromise' });

    expect(world.revoked()).toEqual([`${serial} keyCompromise`]);
    expect(await world.live()).toBe(world.ca.issued[1]?.serial);
    expect(await world.isOpen(id)).toBe(false);
    expect((await world.state()).failure).toMatchObject({ code: 'store-failed', step: 'revoke' });
    expect((await world.state()).revocations).toMatchObject([{ serial }]);

    store.listVersions = listVersions;
    await world.ticks(8);
    expect((await world.state()).failure).toBeUndefined();
    expect((await world.state()).revocations).toBeUndefined();
  });

  it('is told to the CA also where the certificate was revoked for another reason before', async () => {
    const { serial } = await world.revoke();

    await world.revoke({ serial, now: true, reason: 'keyCompromise' });
    await world.revoke({ serial, reason: 'unspecified' });
    await world.revoke({ serial, now: true, reason: 'keyCompromise' });

    expect(world.revoked()).toEqual([`${serial} superseded`, `${serial} keyCompromise`]);
    const revoked = (await world.state()).history?.flatMap((entry) => entry.revoked ?? []);
    expect(revoked).toEqual([
      { serial, reason: 'superseded' },
      { serial, reason: 'keyCompromise' },
    ]);
  });

  it('keeps the reason that the CA was told, where another one is asked for before all has ended', async () => {
    world.away.add('dnscale');
    const { serial } = await world.revoke({ now: true, reason: 'keyCompromise' });
    expect((await world.state()).revocations).toMatchObject([{ revokedAt: expect.any(Date) }]);

    await world.revoke({ serial, reason: 'superseded' });

    expect((await world.state()).revocations).toMatchObject([{ serial, reason: 'keyCompromise' }]);
    expect(world.revoked()).toEqual([`${serial} keyCompromise`]);
  });

  it('that is still valid is in the report of whatever else fails first', async () => {
    world.ca.refuseRevocations(true);
    world.away.add('dnscale');

    const { serial } = await world.revoke({ now: true, reason: 'keyCompromise' });

    const { failure } = await world.state();
    expect(failure?.code).not.toBe('revocation-refused');
    expect(failure?.message).toMatch(
      `The certificate with the serial ${serial} is to be revoked at once, and is still valid. `,
    );
  });
});

it('a mark that cannot be written is no failure of the revocation, which is done', async () => {
  world.ports.store.markRevoked = () => Promise.reject(UNREADABLE);

  const { serial } = await world.revoke({ now: true });

  expect(world.revoked()).toEqual([`${serial} superseded`]);
  expect((await world.state()).failure).toMatchObject({ code: 'store-failed', step: 'gather' });
});

it('a claim that is lost in the middle of a revocation ends the run at once', async () => {
  const { records } = world.ports;
  const { claim } = records;
  records.claim = async (...args) => {
    const taken = await claim(...args);
    if (!taken) return undefined;
    const { write } = taken;
    const lost = new ClaimLost({
      code: 'deadline-exceeded',
      disposition: 'next-run',
      message: 'Taken over.',
    });
    taken.write = (changes, deadline) =>
      changes.revocations?.some(({ revokedAt }) => revokedAt)
        ? Promise.reject(lost)
        : write(changes, deadline);
    return taken;
  };

  await world.revoke({ now: true });

  expect(world.ca.issued).toHaveLength(1);
});
