import { describe, expect, it } from 'vitest';
import { checkDelegation } from '../../../../functions/engine/preflight/check-delegation.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aServer, lookupFailed } from '../dns/dns-in-memory.ts';

const check = (nameServers: string[], nameServerDomains = ['dnscale.eu']) =>
  checkDelegation(
    { name: 'example.com' },
    {
      resolver: { findNameServers: async () => nameServers.map((name, i) => aServer(`192.0.2.${i}`, name)) },
      nameServerDomains,
    },
    noDeadline(),
  );

describe('checkDelegation', () => {
  it.each([
    ['DNScale’s servers', ['ns1.dnscale.eu', 'ns2.dnscale.eu'], ['dnscale.eu']],
    ['other spellings', ['NS1.DNScale.EU.'], ['DNScale.eu.']],
    ['vanity servers that are listed', ['ns1.example.com'], ['dnscale.eu', 'example.com']],
    ['servers of two providers', ['ns1.elsewhere.test', 'ns1.dnscale.eu'], ['dnscale.eu']],
  ])('accepts %s', async (_, nameServers, domains) => {
    expect(await check(nameServers, domains)).toHaveLength(nameServers.length);
  });

  it('fails with not-delegated for servers elsewhere, naming each once', async () => {
    await expect(check(['a.elsewhere.test', 'a.elsewhere.test', 'b.elsewhere.test'])).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'person',
      subject: 'example.com',
      message:
        'The zone example.com is at DNScale, but is delegated to a.elsewhere.test, b.elsewhere.test: none of them is ' +
        'named in dnscale.eu, so the CA would not see what is written at DNScale. At the registrar, set the name ' +
        'servers that DNScale shows for the zone. If these are DNScale’s under names of your own (vanity name ' +
        'servers), list their domain in dns.nameServerDomains.',
    });
  });

  it('fails for a domain that only ends with the same letters', async () => {
    await expect(check(['ns1.notdnscale.eu'])).rejects.toMatchObject({ code: 'not-delegated' });
  });

  it('fails as the resolver does', async () => {
    const failure = lookupFailed('not-delegated', 'example.com');
    const resolver = { findNameServers: () => Promise.reject(failure) };

    await expect(
      checkDelegation({ name: 'example.com' }, { resolver, nameServerDomains: [] }, noDeadline()),
    ).rejects.toBe(failure);
  });
});
