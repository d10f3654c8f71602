/** DNScale's name leads into the renewer's own network. */
import dns from 'node:dns';
import { afterEach, describe, expect, it } from 'vitest';
import { aDeadline, anAdapter, aServer, failureOf, json, stopServers } from './dnscale-world.ts';

const { lookup } = dns;

afterEach(async () => {
  dns.lookup = lookup;
  await stopServers();
});

async function anApiInOurNetwork() {
  let requests = 0;
  const server = await aServer((response) => {
    requests += 1;
    json(response, { data: { zones: [], total: 0 } });
  });
  const addresses = [{ address: '127.0.0.1', family: 4 }];
  dns.lookup = ((_name: string, _options: object, done: (error: null, found: object) => void) =>
    process.nextTick(done, null, addresses)) as typeof dns.lookup;
  return { port: new URL(server.url).port, requests: () => requests };
}

describe('createDnscale', () => {
  it('gives the token to nobody when the name of the API leads to a private address', async () => {
    const api = await anApiInOurNetwork();
    const { dnscale } = anAdapter(`https://api.example.com:${api.port}/v1`);

    const error = await failureOf(dnscale.listZones(aDeadline()));

    expect(error).toMatchObject({
      code: 'config-invalid',
      disposition: 'person',
      subject: 'api.example.com',
    });
    expect(error.message).toContain('set allowPrivateOrigins');
    expect(api.requests()).toBe(0);
  });

  it('asks an API whose address stands in the configuration', async () => {
    const api = await anApiInOurNetwork();
    const { dnscale } = anAdapter(`http://localhost:${api.port}/v1`);

    expect(await dnscale.listZones(aDeadline())).toEqual([]);
    expect(api.requests()).toBe(1);
  });
});
