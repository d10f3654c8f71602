/** The proxies of the local world, between a real client and a real server. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { issueListenerCertificate } from '../../support/world/listener-certificate.ts';
import { answerAct, killAct, type Script, slowAct } from '../../support/world/proxy/acts.ts';
import { upstreamAt } from '../../support/world/proxy/exchange.ts';
import { createFaultRules } from '../../support/world/proxy/fault-rules.ts';
import type { Party } from '../../support/world/proxy/operations.ts';
import { type PartyProxy, startPartyProxy } from '../../support/world/proxy/party-proxy.ts';
import { createRequestLog } from '../../support/world/proxy/request-log.ts';

let party: Server;
let served: string[] = [];
const open: PartyProxy[] = [];

beforeAll(async () => {
  party = createServer((incoming, response) => {
    served.push(`${incoming.method} ${incoming.url}`);
    response.writeHead(201, { 'x-host': incoming.headers.host, 'content-type': 'text/plain' });
    incoming.pipe(response);
  }).listen(0, '127.0.0.1');
  await once(party, 'listening');
});
afterAll(() => party.close());
afterEach(async () => {
  served = [];
  await Promise.all(open.splice(0).map((proxy) => proxy.stop()));
});

async function startProxy(script: Script, log = createRequestLog(), name: Party = 'DNScale') {
  const proxy = await startPartyProxy({ party: name, log, script });
  proxy.forwardTo(upstreamAt(`http://127.0.0.1:${(party.address() as AddressInfo).port}`));
  open.push(proxy);
  return proxy;
}

async function post(url: string, body = 'sent', options: { dispatcher?: Agent } = {}) {
  const { statusCode, headers, body: answer } = await request(url, { method: 'POST', body, ...options });
  return { status: statusCode, host: headers['x-host'], text: await answer.text() };
}

const silent: Script = () => undefined;

describe('startPartyProxy', () => {
  it('passes a request on as it is, under its own host, and logs it with the answer', async () => {
    const log = createRequestLog();
    const proxy = await startProxy(silent, log);

    const answer = await post(`${proxy.origin}/v1/zones/7/records`);

    expect(answer).toEqual({ status: 201, host: new URL(proxy.origin).host, text: 'sent' });
    expect(log.requests).toMatchObject([
      { ordinal: 1, party: 'DNScale', operation: 'POST records', body: 'sent', status: 201 },
    ]);
  });

  it('numbers the requests of all parties in one row', async () => {
    const log = createRequestLog();
    const [one, other] = [await startProxy(silent, log), await startProxy(silent, log, 'CA')];

    await post(`${one.origin}/v1/zones`);
    await post(`${other.origin}/order-plz`);
    await post(`${one.origin}/v1/zones`);

    expect(log.requests.map(({ ordinal, operation }) => `${ordinal} ${operation}`)).toEqual([
      '1 POST zones',
      '2 newOrder',
      '3 POST zones',
    ]);
  });

  it('serves TLS with the certificate it is given', async () => {
    const tls = await issueListenerCertificate();
    const proxy = await startPartyProxy({ party: 'CA', log: createRequestLog(), script: silent, tls });
    open.push(proxy);

    const dispatcher = new Agent({ connect: { ca: tls.caCertificatePem } });
    const answer = await post(`${proxy.origin}/dir`, '', { dispatcher });

    expect(answer).toMatchObject({ status: 503, text: 'forwardTo() was not called' });
    await dispatcher.close();
  });

  it.each([
    ['before', [], 'reset'],
    ['applied', ['POST /v1/zones'], 'reset'],
    ['after', ['POST /v1/zones'], '201'],
  ] as const)('kills %s: what the party saw, what the client got', async (when, seen, got) => {
    const deeds: string[] = [];
    const kill = async () => void deeds.push(`killed after ${served.length} served`);
    const proxy = await startProxy(() => killAct(when, kill));

    const outcome = await post(`${proxy.origin}/v1/zones`).then(
      ({ status }) => String(status),
      () => 'reset',
    );
    await expect.poll(() => deeds).toEqual([`killed after ${seen.length} served`]);

    expect([outcome, served]).toEqual([got, seen]);
  });

  it.each([
    ['a reset', { reply: 'reset' as const }],
    ['half an answer', { reply: 'truncated' as const }],
  ])('breaks the connection with %s after the party has done it', async (_, act) => {
    const proxy = await startProxy(() => act);

    await expect(post(`${proxy.origin}/v1/zones`)).rejects.toThrow();
    expect(served).toEqual(['POST /v1/zones']);
  });

  it('answers instead of the party, and late, and with something made of its answer', async () => {
    const acts = [
      answerAct({ status: 429, headers: { 'retry-after': '7' }, body: 'too many' }),
      slowAct(50),
      {
        reply: (answer: { status: number }) => ({
          ...answer,
          status: 500,
          headers: {},
          body: Buffer.from('made'),
        }),
      },
    ];
    const proxy = await startProxy(() => acts.shift());

    const answers = [];
    for (const url of ['/v1/a', '/v1/b', '/v1/c']) answers.push(await post(proxy.origin + url));

    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [429, 'too many'],
      [201, 'sent'],
      [500, 'made'],
    ]);
    expect(served).toEqual(['POST /v1/b', 'POST /v1/c']);
  });

  it('never answers a request that hangs, and still stops', async () => {
    const proxy = await startProxy(() => ({ isForwarded: false, reply: 'hang' }));

    const waiting = request(`${proxy.origin}/v1/zones`, { signal: AbortSignal.timeout(200) });

    await expect(waiting).rejects.toThrow('timeout');
    expect(served).toEqual([]);
  });
});

describe('createFaultRules', () => {
  it('hits as many requests of that name as it is told, and no others', async () => {
    const rules = createFaultRules();
    rules.add({ operation: /^POST records/, times: 1, answer: { status: 500 } });
    const proxy = await startProxy(rules.script);

    const statuses = [];
    for (const path of ['zones', 'zones/1/records', 'zones/1/records']) {
      statuses.push((await post(`${proxy.origin}/v1/${path}`)).status);
    }

    expect(statuses).toEqual([201, 500, 201]);
    expect(rules.hits()).toBe(1);
  });
});
