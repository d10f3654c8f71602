import { describe, expect, it } from 'vitest';
import { rememberNameServers } from '../../../../functions/engine/dns/remember-name-servers.ts';
import type { NameServerAddress } from '../../../../functions/engine/ports/dns.ts';
import type { Deadline } from '../../../../functions/engine/ports/time.ts';
import { aDelegation, noDeadline } from '../../../support/builders.ts';
import { aServer } from './dns-in-memory.ts';

/** A resolver that remembers: each question stays open until the test answers it. */
function createWorld() {
  const asked: string[] = [];
  const open: PromiseWithResolvers<NameServerAddress[]>[] = [];
  const resolver = {
    other: 'kept',
    readDelegation: async (zoneName: string, servers: NameServerAddress[], _deadline: Deadline) => {
      asked.push(`parent of ${zoneName}`);
      return aDelegation(servers);
    },
    findNameServers: (zoneName: string, _deadline: Deadline) => {
      asked.push(zoneName);
      const question = Promise.withResolvers<NameServerAddress[]>();
      open.push(question);
      return question.promise;
    },
  };
  const { findNameServers, readDelegation, other } = rememberNameServers(resolver);
  return {
    find: (zoneName: string) => findNameServers(zoneName, noDeadline()),
    read: (zoneName: string) => readDelegation(zoneName, [aServer('192.0.2.1')], noDeadline()),
    asked,
    open,
    other,
  };
}

describe('rememberNameServers', () => {
  it('asks once for a zone, also while the answer is on its way', async () => {
    const { find, asked, open } = createWorld();
    const together = [find('example.com'), find('example.com')];
    open[0]?.resolve([aServer('192.0.2.1')]);

    expect(await Promise.all(together)).toEqual([[aServer('192.0.2.1')], [aServer('192.0.2.1')]]);
    expect(await find('example.com')).toEqual([aServer('192.0.2.1')]);
    expect(asked).toEqual(['example.com']);
  });

  it('asks for each zone', () => {
    const { find, asked } = createWorld();

    find('example.com');
    find('example.net');

    expect(asked).toEqual(['example.com', 'example.net']);
  });

  it('asks again after a failure, which all who waited for it see', async () => {
    const { find, asked, open } = createWorld();
    const failure = new Error('SERVFAIL');
    const together = [find('example.com'), find('example.com')];
    open[0]?.reject(failure);

    expect(await Promise.allSettled(together)).toEqual([
      { status: 'rejected', reason: failure },
      { status: 'rejected', reason: failure },
    ]);
    find('example.com');
    expect(asked).toEqual(['example.com', 'example.com']);
  });

  it('keeps the second answer though several waited for the first, which failed', async () => {
    const { find, asked, open } = createWorld();
    const again = find('example.com').catch(() => find('example.com'));
    const other = find('example.com').catch(() => 'failed');
    open[0]?.reject(new Error('SERVFAIL'));
    await other;
    open[1]?.resolve([aServer('192.0.2.1')]);
    await again;

    find('example.com');

    expect(asked).toEqual(['example.com', 'example.com']);
  });

  it('asks the parent once too', async () => {
    const { read, asked } = createWorld();

    const both = await Promise.all([read('example.com'), read('example.com')]);

    expect(both.map(({ servers }) => servers)).toEqual([[aServer('192.0.2.1')], [aServer('192.0.2.1')]]);
    expect(asked).toEqual(['parent of example.com']);
  });

  it('leaves the other functions of the port as they are', () => {
    expect(createWorld().other).toBe('kept');
  });
});
