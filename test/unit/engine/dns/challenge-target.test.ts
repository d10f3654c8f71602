import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findChallengeTarget } from '../../../../functions/engine/dns/challenge-target.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aZone, createDns, LAME, SILENT } from './dns-in-memory.ts';

const find = (domainName: string, zones: string[], dns = createDns()) =>
  findChallengeTarget(
    domainName,
    zones.map((name) => aZone(name)),
    dns,
    noDeadline(),
  );

/** The target as `name in zone`. */
const shown = async (...question: Parameters<typeof find>) => {
  const { name, zone } = await find(...question);
  return `${name} in ${zone.name}`;
};

describe('findChallengeTarget, in zones of ours', () => {
  it('is the challenge name itself where there is no CNAME', async () => {
    expect(await shown('example.com', ['example.com'])).toBe('_acme-challenge.example.com in example.com');
  });

  it('is the same for a wildcard', async () => {
    expect(await shown('*.example.com', ['example.com'])).toBe('_acme-challenge.example.com in example.com');
  });

  it('reads the zone’s records, asks one of its servers about a name below, and nobody for the name itself', async () => {
    const dns = createDns();

    await find('www.example.com', ['example.com'], dns);

    expect(dns.asked).toEqual([
      'records example.com',
      'NS example.com',
      expect.stringMatching(/^192\.0\.2\.1 x[0-9a-f]{8}\._acme-challenge\.www\.example\.com$/),
    ]);
  });

  it('asks the other name servers when the first gives no usable answer', async () => {
    const dns = createDns({
      delegations: { 'example.com': ['192.0.2.1', '192.0.2.2', '192.0.2.3'] },
      childZones: ['www.example.com'],
      useless: { '192.0.2.1': LAME, '192.0.2.3': SILENT },
    });

    await expect(find('www.example.com', ['example.com'], dns)).rejects.toMatchObject({
      code: 'zone-not-found',
    });
  });

  it('takes the longest match of parent and child zone', async () => {
    const zones = ['example.com', 'sub.example.com', 'badexample.com'];

    expect(await shown('www.sub.example.com', zones)).toBe(
      '_acme-challenge.www.sub.example.com in sub.example.com',
    );
    expect(await shown('www.example.com', zones)).toBe('_acme-challenge.www.example.com in example.com');
    expect(await shown('badexample.com', zones)).toBe('_acme-challenge.badexample.com in badexample.com');
  });

  it('takes a zone that is the challenge name itself: a delegation by NS', async () => {
    expect(await shown('example.com', ['_acme-challenge.example.com'])).toBe(
      '_acme-challenge.example.com in _acme-challenge.example.com',
    );
    expect(await shown('example.com', ['example.com', '_acme-challenge.example.com'])).toBe(
      '_acme-challenge.example.com in _acme-challenge.example.com',
    );
  });

  it.each([12, 150, 1_050])('finds each of %i zones', async (count) => {
    const zones = Array.from({ length: count }, (_, i) => `z${i}.example`);

    expect(await shown('www.z0.example', zones)).toBe('_acme-challenge.www.z0.example in z0.example');
    const last = `z${count - 1}.example`;
    expect(await shown(last, zones)).toBe(`_acme-challenge.${last} in ${last}`);
  });

  it('fails for a zone that only ends with the same letters', async () => {
    await expect(find('badexample.com', ['example.com'])).rejects.toMatchObject({ code: 'zone-not-found' });
  });
});

describe('findChallengeTarget, over CNAMEs', () => {
  it('follows one from zone to zone of ours', async () => {
    const dns = createDns({ cnames: { '_acme-challenge.example.com': 'example-com.acme.test' } });

    expect(await shown('example.com', ['example.com', 'acme.test'], dns)).toBe(
      'example-com.acme.test in acme.test',
    );
    expect(dns.asked).not.toContainEqual(expect.stringContaining('recursive'));
  });

  it('follows one from a zone that is elsewhere', async () => {
    const dns = createDns({ cnames: { '_acme-challenge.example.com': 'example-com.acme.test' } });

    expect(await shown('*.example.com', ['acme.test'], dns)).toBe('example-com.acme.test in acme.test');
    expect(dns.asked).toEqual([
      'recursive CNAME _acme-challenge.example.com',
      'records acme.test',
      'NS acme.test',
      expect.stringMatching(/^192\.0\.2\.1 x[0-9a-f]{8}\.example-com\.acme\.test$/),
    ]);
  });

  const chainOf = (hops: number) =>
    createDns({
      cnames: Object.fromEntries(
        Array.from({ length: hops }, (_, i) => [
          i === 0 ? '_acme-challenge.example.com' : `hop${i}.elsewhere.test`,
          i === hops - 1 ? 'end.acme.test' : `hop${i + 1}.elsewhere.test`,
        ]),
      ),
    });

  it('follows eight', async () => {
    expect(await shown('example.com', ['acme.test'], chainOf(8))).toBe('end.acme.test in acme.test');
  });

  it('fails with delegation-loop for nine, naming them', async () => {
    await expect(find('example.com', ['acme.test'], chainOf(9))).rejects.toMatchObject({
      code: 'delegation-loop',
      disposition: 'person',
      subject: '_acme-challenge.example.com',
      message: expect.stringContaining('hop8.elsewhere.test → end.acme.test'),
    });
  });

  it('fails with delegation-loop when a name comes twice', async () => {
    const dns = createDns({
      cnames: { '_acme-challenge.example.com': 'a.acme.test', 'a.acme.test': '_acme-challenge.example.com' },
    });

    await expect(find('example.com', ['example.com', 'acme.test'], dns)).rejects.toMatchObject({
      code: 'delegation-loop',
      disposition: 'person',
      message:
        'The CNAMEs that begin at _acme-challenge.example.com go in a circle: _acme-challenge.example.com → ' +
        'a.acme.test → _acme-challenge.example.com. The CA would find no TXT value there. Remove or correct one of ' +
        'them.',
    });
  });

  it('fails with delegation-loop for a CNAME to itself', async () => {
    const name = '_acme-challenge.example.com';
    const dns = createDns({ cnames: { [name]: name } });

    await expect(find('example.com', [], dns)).rejects.toMatchObject({ code: 'delegation-loop' });
  });

  it('fails with both names when no zone of ours holds the target', async () => {
    const dns = createDns({ cnames: { '_acme-challenge.example.com': 'x.acme.elsewhere.test' } });

    await expect(find('example.com', ['example.com'], dns)).rejects.toMatchObject({
      code: 'zone-not-found',
      disposition: 'person',
      subject: 'acme.elsewhere.test',
      message:
        '_acme-challenge.example.com is a CNAME to x.acme.elsewhere.test, but no zone at DNScale holds ' +
        'x.acme.elsewhere.test: the token sees example.com. Add that zone at DNScale, or widen the token to it, or ' +
        'remove the CNAME at _acme-challenge.example.com.',
    });
  });

  it('fails with zone-not-active, and both names, when the target’s zone is paused', async () => {
    const dns = createDns({ cnames: { '_acme-challenge.example.com': 'x.acme.test' } });
    const zones = [aZone('acme.test', { status: 'paused' })];

    await expect(findChallengeTarget('example.com', zones, dns, noDeadline())).rejects.toMatchObject({
      code: 'zone-not-active',
      subject: 'acme.test',
      message:
        'The zone acme.test, which holds x.acme.test (where the CNAME at _acme-challenge.example.com leads), has the ' +
        'status "paused" at DNScale. Make it active there.',
    });
  });

  it('ends, with a target that is held and no CNAME, or with a reason', async () => {
    const names = ['_acme-challenge.a.test', 'b.test', 'c.test', 'd.other', 'e.other'];
    const cnames = fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...names));
    await fc.assert(
      fc.asyncProperty(cnames, async (given) => {
        const delegationZones = ['b.test', 'c.test'];
        const dns = createDns({ cnames: given, delegationZones });
        const end = await find('a.test', ['a.test', 'b.test', 'c.test'], dns).then(
          ({ name }) => name,
          ({ code }) => code,
        );
        if (end.includes('.')) expect(given).not.toHaveProperty([end]);
        else expect(['zone-not-found', 'delegation-loop']).toContain(end);
        expect(dns.asked.length).toBeLessThan(60);
      }),
    );
  });
});

describe('findChallengeTarget, for names that are elsewhere', () => {
  it('fails with zone-not-found, and the record that would delegate the challenge', async () => {
    await expect(find('www.example.com', ['acme.test', 'example.net'])).rejects.toMatchObject({
      code: 'zone-not-found',
      disposition: 'person',
      subject: 'www.example.com',
      message:
        'No zone at DNScale holds _acme-challenge.www.example.com: the token sees acme.test, example.net. Add the ' +
        'zone at DNScale, or widen the token to it. To leave it where it is, delegate the challenge only, with this ' +
        'record there: _acme-challenge.www.example.com. CNAME _acme-challenge.www-example-com.acme.test. If ' +
        'www.example.com exists only through a wildcard, give it a record of its own first.',
    });
  });

  it('fails with a placeholder in that record when the token sees no zone', async () => {
    await expect(find('example.com', [])).rejects.toThrow(
      '_acme-challenge.example.com. CNAME _acme-challenge.example-com.<a zone of yours at DNScale>.',
    );
  });

  it('fails for a paused zone, also where it does not resolve', async () => {
    const dns = createDns();
    dns.lookups.lookUpCname = async () => {
      throw new Error('SERVFAIL');
    };
    const zones = [aZone('example.com', { status: 'paused' })];

    await expect(findChallengeTarget('example.com', zones, dns, noDeadline())).rejects.toMatchObject({
      code: 'zone-not-active',
      subject: 'example.com',
    });
  });

  it('follows a CNAME out of a zone that DNScale only copies', async () => {
    const dns = createDns({ cnames: { '_acme-challenge.example.com': 'x.acme.test' } });
    const zones = [aZone('example.com', { type: 'slave' }), aZone('acme.test')];

    const target = await findChallengeTarget('example.com', zones, dns, noDeadline());

    expect(target.name).toBe('x.acme.test');
  });

  it('fails with what the lookup says when a name elsewhere does not resolve', async () => {
    const dns = createDns();
    const failure = new Error('SERVFAIL');
    dns.lookups.lookUpCname = async () => {
      throw failure;
    };

    await expect(find('example.com', [], dns)).rejects.toBe(failure);
  });
});
