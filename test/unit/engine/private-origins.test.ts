import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { guardOrigins, type OriginRules } from '../../../functions/engine/private-origins.ts';

const PUBLIC = { address: '1.1.1.1', family: 4 };
const METADATA = { address: '169.254.169.254', family: 4 };
const MAPPED = { address: '::ffff:10.0.0.7', family: 6 };

/** Node's lookup where every name has these addresses, each time the next ones. */
function namesLeadTo(...times: (LookupAddress[] | Error)[]): LookupFunction {
  return (_hostname, _options, done) => {
    const found = times.shift();
    if (found instanceof Error) done(found, []);
    else done(null, found ?? []);
  };
}

function aGuard(lookup: LookupFunction, changes: Partial<OriginRules> = {}) {
  const configuredUrl = 'https://ca.example.com/directory';
  const guard = guardOrigins({ configuredUrl, allowPrivateOrigins: false, lookup, ...changes });
  const find = (hostname: string, all = true) =>
    new Promise((resolve, reject) => {
      guard.lookup(hostname, { all }, (error, found) => (error ? reject(error) : resolve(found)));
    });
  return { ...guard, find };
}

describe('lookup', () => {
  it.each([
    ['a public address', [PUBLIC], [PUBLIC]],
    [
      'a public and a private one, of which the private one is passed over',
      [METADATA, PUBLIC, MAPPED],
      [PUBLIC],
    ],
  ])('takes a name with %s', async (_what, found, taken) => {
    expect(await aGuard(namesLeadTo(found)).find('ca.example.com')).toEqual(taken);
  });

  it.each([[METADATA], [MAPPED], [{ address: '::1', family: 6 }], [{ address: '10.0.0.7', family: 4 }]])(
    'fails for a name that leads to %o only',
    async (found) => {
      await expect(aGuard(namesLeadTo([found])).find('ca.example.com')).rejects.toMatchObject({
        code: 'config-invalid',
        disposition: 'person',
        subject: 'ca.example.com',
        message: expect.stringContaining(`it leads to ${found.address}, which is no address of a server`),
      });
    },
  );

  it('judges every connection anew, so that a name may not lead elsewhere after the first', async () => {
    const { find } = aGuard(namesLeadTo([PUBLIC], [METADATA]));

    expect(await find('ca.example.com')).toEqual([PUBLIC]);
    await expect(find('ca.example.com')).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('gives one address to a caller that asks for one', async () => {
    expect(await aGuard(namesLeadTo([METADATA, PUBLIC])).find('ca.example.com', false)).toBe('1.1.1.1');
  });

  it('passes on that a name does not exist', async () => {
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });

    await expect(aGuard(namesLeadTo(unknown)).find('ca.example.com')).rejects.toBe(unknown);
  });

  it('takes private addresses where the configuration allows them', async () => {
    const guard = aGuard(namesLeadTo([METADATA]), { allowPrivateOrigins: true });

    expect(await guard.find('ca.example.com')).toEqual([METADATA]);
  });

  it('takes localhost where the configuration names it, and only there', async () => {
    const loopback = { address: '127.0.0.1', family: 4 };
    const configuredUrl = 'https://localhost:14000/dir';

    expect(await aGuard(namesLeadTo([loopback]), { configuredUrl }).find('localhost')).toEqual([loopback]);
    await expect(aGuard(namesLeadTo([loopback])).find('localhost')).rejects.toMatchObject({
      code: 'config-invalid',
    });
  });
});

describe('checkHost', () => {
  const nothing = namesLeadTo();

  it.each(['127.0.0.1', '169.254.169.254', '[::1]', '[::ffff:a00:7]', '[fd00::1]'])(
    'fails for %s in the URL of a server',
    (hostname) => {
      expect(() => aGuard(nothing).checkHost(hostname)).toThrow(
        expect.objectContaining({ code: 'config-invalid', disposition: 'person' }),
      );
    },
  );

  it.each(['1.1.1.1', '[2606:4700:4700::1111]', 'ca.example.com'])('takes %s', (hostname) => {
    expect(() => aGuard(nothing).checkHost(hostname)).not.toThrow();
  });

  it.each([
    ['https://127.0.0.1:14000/dir', '127.0.0.1', '127.0.0.2'],
    ['https://[::1]:14000/dir', '[::1]', '127.0.0.1'],
  ])('takes the address that stands in %s, and no other', (configuredUrl, own, other) => {
    const guard = aGuard(nothing, { configuredUrl });

    expect(() => guard.checkHost(own)).not.toThrow();
    expect(() => guard.checkHost(other)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  });

  it('takes every address where the configuration allows them', () => {
    const guard = aGuard(nothing, { allowPrivateOrigins: true });

    expect(() => guard.checkHost('10.0.0.7')).not.toThrow();
  });
});
