import { describe, expect, it } from 'vitest';
import { findChallengeTarget } from '../../../../functions/engine/dns/challenge-target.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aZone, createDns } from './dns-in-memory.ts';

type Script = NonNullable<Parameters<typeof createDns>[0]>;

/** The zones at DNScale; those of example.net are kept elsewhere by somebody who holds one name. */
const ZONES = ['example.com', 'example.org', 'acme.example.com'];

async function outcome(domainName: string, cnames: Record<string, string>, script: Script = {}) {
  const dns = createDns({ cnames, delegationZones: [], ...script });
  const zones = ZONES.map((name) => aZone(name));
  return findChallengeTarget(domainName, zones, dns, noDeadline()).then(
    ({ name }) => name,
    ({ code }) => code,
  );
}

describe('mayTakeValue, of a CNAME that the owner of one name elsewhere has written', () => {
  const from = (target: string, script?: Script) =>
    outcome('shop.example.net', { '_acme-challenge.shop.example.net': target }, script);

  it.each([
    ['a DMARC record', '_dmarc.example.com'],
    ['an apex', 'example.com'],
    ['a host', 'www.example.com'],
    ['a name that only looks like it', '_acme-challengex.example.com'],
    ['a name below one', 'x._acme-challenge.example.com'],
    ['a zone that nobody has listed', 'shop.acme.example.com'],
  ])('refuses %s', async (_, target) => {
    expect(await from(target)).toBe('target-refused');
  });

  it('refuses it beside a certificate’s names of that zone, which have other owners', async () => {
    const cnames = { '_acme-challenge.shop.example.net': '_dmarc.example.com' };

    expect(await outcome('example.com', cnames)).toBe('_acme-challenge.example.com');
    expect(await outcome('shop.example.net', cnames)).toBe('target-refused');
  });

  it.each(['_acme-challenge.example.com', '_acme-challenge.shop-example-net.example.com'])(
    'takes the challenge name %s',
    async (target) => {
      expect(await from(target)).toBe(target);
    },
  );

  it('takes any name of a zone that is listed, and of no other', async () => {
    const delegationZones = ['Acme.example.com.'];

    expect(await from('shop.acme.example.com', { delegationZones })).toBe('shop.acme.example.com');
    expect(await from('shop.example.com', { delegationZones })).toBe('target-refused');
  });

  it('goes by where the CNAMEs end', async () => {
    const cnames = {
      '_acme-challenge.a.example.net': 'b.example.net',
      'b.example.net': 'c.example.com',
      'c.example.com': '_acme-challenge.d.example.org',
      '_acme-challenge.e.example.net': '_acme-challenge.f.example.com',
      '_acme-challenge.f.example.com': 'g.example.com',
      '_acme-challenge.h.example.net': '_acme-challenge.i.example.com',
      '_acme-challenge.i.example.com': 'j.example.org',
      '_acme-challenge.k.example.net': 'l.example.com',
      'l.example.com': 'm.example.com',
    };

    expect(await outcome('a.example.net', cnames)).toBe('_acme-challenge.d.example.org');
    // The owner of example.com leads its own challenge name to another name of its own.
    expect(await outcome('e.example.net', cnames)).toBe('g.example.com');
    expect(await outcome('h.example.net', cnames)).toBe('target-refused');
    expect(await outcome('k.example.net', cnames)).toBe('target-refused');
  });
});

describe('mayTakeValue, of a CNAME in a zone of ours', () => {
  it('takes any name of the same zone, and of no other', async () => {
    const to = (target: string) => outcome('www.example.com', { '_acme-challenge.www.example.com': target });

    expect(await to('validation.example.com')).toBe('validation.example.com');
    expect(await to('_dmarc.example.org')).toBe('target-refused');
  });

  it('refuses what others have written in a part of the zone that is delegated to them', async () => {
    const cnames = { '_acme-challenge.shop.example.com': '_dmarc.example.com' };

    expect(await outcome('shop.example.com', cnames)).toBe('_dmarc.example.com');
    expect(
      await outcome('shop.example.com', cnames, { records: ['shop.example.com NS ns.hostile.test.'] }),
    ).toBe('target-refused');
    expect(await outcome('shop.example.com', cnames, { childZones: ['shop.example.com'] })).toBe(
      'target-refused',
    );
  });
});
