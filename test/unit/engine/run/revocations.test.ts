/** `revoke` at a deployed renewer: a request, plan and whole runs in one process; only the parties are models. */
import { beforeEach, describe, expect, it } from 'vitest';
import { openRevocationsWorld, type RevocationsWorld } from './revocations-world.ts';

const HOUR_MS = 3_600_000;

let world: RevocationsWorld;

beforeEach(async () => {
  world = await openRevocationsWorld();
  expect(world.ca.issued).toHaveLength(1);
});

describe('a revocation', () => {
  it('comes last: the replacement is in every region before the old certificate is revoked, once', async () => {
    const { serial, id } = await world.revoke();

    expect(world.revoked()).toEqual([`${serial} superseded`]);
    const [first, second] = world.ca.issued;
    expect([first?.serial, await world.live()]).toEqual([serial, second?.serial]);
    expect(world.inAcm()).toEqual([second?.serial, second?.serial]);
    const revokedAt = world.ca.revoked[0]?.at ?? new Date(0);
    const moves = world.coverage.history.filter((hold) => hold.serial === second?.serial);
    expect(moves.map(({ place }) => place).sort()).toEqual(['ACM', 'ACM', 'live copy']);
    expect(moves.every(({ since }) => since <= revokedAt)).toBe(true);
    expect(await world.isOpen(id)).toBe(false);
    expect((await world.state()).revocations).toBeUndefined();
    expect((await world.state()).history?.at(-1)).toMatchObject({
      outcome: 'revoked',
      serial: second?.serial,
      revoked: [{ serial, reason: 'superseded' }],
    });
    await world.ticks(6 * 24);
    expect(world.ca.issued).toHaveLength(2);
    expect(world.revoked()).toHaveLength(1);
  });

  it('waits for a region whose import fails, and revokes nothing until it holds the new certificate', async () => {
    world.away.add('acm');
    const { serial } = await world.revoke();

    expect(await world.live()).not.toBe(serial);
    expect(world.inAcm()).toEqual([serial, serial]);
    expect(world.revoked()).toEqual([]);
    expect((await world.state()).failure).toMatchObject({ step: 'install' });
    expect((await world.state()).revocations).toMatchObject([{ serial, reason: 'superseded' }]);

    world.away.clear();
    await world.ticks(6);

    expect(world.revoked()).toEqual([`${serial} superseded`]);
    expect(world.inAcm()).not.toContain(serial);
    expect(world.ca.issued).toHaveLength(2);
    expect((await world.state()).failure).toBeUndefined();
  });

  it('stays within our own limit of four a week, and waits for it: what is live stays valid', async () => {
    for (let count = 0; count < 3; count += 1) await world.force();
    const { serial } = await world.revoke();

    expect((await world.state()).failure).toMatchObject({
      code: 'acme-rate-limited',
      disposition: 'not-before',
    });
    expect(world.revoked()).toEqual([]);
    expect(await world.live()).toBe(serial);

    for (let hour = 0; hour < 7 * 24 + 2; hour += 1) await world.pass(HOUR_MS);

    expect(world.revoked()).toEqual([`${serial} superseded`]);
    expect(world.ca.issued).toHaveLength(5);
  });

  it('is told when the CA refuses it, and tried again every hour: the renewal itself is done', async () => {
    world.ca.refuseRevocations(true);
    const { serial } = await world.revoke();

    expect((await world.state()).failure).toMatchObject({
      code: 'revocation-refused',
      step: 'revoke',
      subject: serial,
      count: 1,
    });
    expect(world.inAcm()).toEqual([await world.live(), await world.live()]);
    expect(await world.live()).not.toBe(serial);
    await world.ticks(8);
    expect((await world.state()).failure).toMatchObject({ code: 'revocation-refused', count: 2 });

    world.ca.refuseRevocations(false);
    await world.ticks(8);

    expect(world.revoked()).toEqual([`${serial} superseded`]);
    expect((await world.state()).failure).toBeUndefined();
    expect(world.ca.issued).toHaveLength(2);
  });

  it('takes another reason while it hangs, and revokes once', async () => {
    world.ca.refuseRevocations(true);
    const { serial } = await world.revoke();
    world.ca.refuseRevocations(false);

    await world.revoke({ serial, reason: 'unspecified' });

    expect(world.revoked()).toEqual([`${serial} unspecified`]);
    expect(world.ca.issued).toHaveLength(2);
  });

  it('does nothing more when its request comes again after its end', async () => {
    const { serial } = await world.revoke();

    await world.revoke({ serial });

    expect(world.revoked()).toHaveLength(1);
    expect(world.ca.issued).toHaveLength(2);
  });

  it('of a certificate that was replaced meanwhile orders nothing', async () => {
    const serial = await world.live();
    await world.force();

    await world.revoke({ serial });

    expect(world.revoked()).toEqual([`${serial} superseded`]);
    expect(world.ca.issued).toHaveLength(2);
  });

  it('of a serial number that the archive does not know does nothing, and the check is made', async () => {
    await world.revoke({ serial: 'ff' });

    expect(world.revoked()).toEqual([]);
    expect(world.ca.issued).toHaveLength(1);
    expect((await world.state()).failure).toBeUndefined();
  });

  it('keeps what it revokes from becoming live again, also when the definition goes back to it', async () => {
    const { serial } = await world.revoke();
    await world.redeclare({ domainNames: ['example.com', 'www.example.com'] });
    expect(world.ca.issued).toHaveLength(3);

    await world.redeclare();

    const [, replacement] = world.ca.issued;
    expect([await world.live(), await world.live()]).toEqual([
      replacement?.serial,
      expect.not.stringMatching(serial),
    ]);
    await world.revoke({ serial: replacement?.serial ?? '' });
    await world.redeclare({ domainNames: ['example.com', 'www.example.com'] });
    await world.redeclare();
    expect([serial, replacement?.serial]).not.toContain(await world.live());
  });

  it('of what nobody declares any more is done at once, and nothing replaces it', async () => {
    await world.withdraw();
    expect((await world.state()).nextCheckAt).toBeUndefined();
    world.ca.refuseRevocations(true);

    const { serial } = await world.revoke();

    expect((await world.state()).failure).toMatchObject({ code: 'revocation-refused', step: 'revoke' });
    expect((await world.state()).nextCheckAt).toBeDefined();
    world.ca.refuseRevocations(false);
    await world.ticks(8);
    expect(world.revoked()).toEqual([`${serial} superseded`]);
    expect(world.ca.issued).toHaveLength(1);
    expect((await world.state()).nextCheckAt).toBeUndefined();
    expect((await world.state()).history?.at(-1)).toMatchObject({ outcome: 'revoked' });
  });
});
