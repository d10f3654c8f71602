/**
 * The floor: no issuance over DNS-01 can be faster in this world. It knows what the engine has to find out (account,
 * zone id, the name servers' lag) and sends only the necessary requests, all at once. It checks, journals, retries and
 * stores nothing: a yardstick, never an example.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { createCsr } from '../../functions/acme/csr.ts';
import { createCertificateKey } from '../../functions/acme/keys.ts';
import { type BareAcme, openBareAcme } from './bare-acme.ts';

export type FloorOptions = {
  directoryUrl: string;
  caPem: string;
  accountKeyPem: string;
  accountUrl: string;
  apiUrl: string;
  token: string;
  zoneIdOf: (name: string) => string;
  lagMs: number;
  domainNames: string[];
};

/** The fields of an order or an authorization that are read. */
type AcmeObject = {
  status: string;
  authorizations: string[];
  finalize: string;
  certificate: string;
  identifier: { value: string };
  challenges: { type: string; url: string; token: string }[];
};

const POLL_MS = 50;

/** Resolves once the certificate is downloaded; the returned function removes the TXT values. */
export async function issueAtFloor(options: FloorOptions): Promise<() => Promise<void>> {
  const { domainNames, lagMs } = options;
  const acme = await openBareAcme(options);
  const dnscale = openBareDnscale(options);
  const identifiers = domainNames.map((value) => ({ type: 'dns', value }));
  const { location: orderUrl, body } = await acme.post(acme.directory.newOrder ?? '', {
    identifiers,
    profile: 'default',
  });
  const order: AcmeObject = JSON.parse(body);
  const challenges = await Promise.all(order.authorizations.map((url) => readChallenge(url, acme)));
  const recordPaths = await Promise.all(challenges.map(dnscale.addTxt));
  const visibleAtMs = performance.now() + lagMs;
  // In the time that it waits anyway.
  const privateKeyPem = await createCertificateKey('EC_PRIME256V1');
  const csr = Buffer.from(await createCsr(privateKeyPem, domainNames)).toString('base64url');
  while (performance.now() < visibleAtMs) await sleep(visibleAtMs - performance.now());
  await Promise.all(challenges.map(({ url }) => acme.post(url, {})));
  await pollUntil('ready', orderUrl, acme);
  await acme.post(order.finalize, { csr });
  const { certificate } = await pollUntil('valid', orderUrl, acme);
  await acme.post(certificate);
  return async () => {
    await Promise.all(recordPaths.map(dnscale.removeTxt));
    await Promise.all([acme.close(), dnscale.close()]);
  };
}

type FloorChallenge = { url: string; name: string; value: string };

async function readChallenge(authorizationUrl: string, acme: BareAcme): Promise<FloorChallenge> {
  const { identifier, challenges }: AcmeObject = JSON.parse((await acme.post(authorizationUrl)).body);
  const challenge = challenges.find(({ type }) => type === 'dns-01');
  if (!challenge) throw new Error(`the CA offers no dns-01 challenge for ${identifier.value}`);
  const name = `_acme-challenge.${identifier.value}`;
  return { url: challenge.url, name, value: acme.txtValue(challenge.token) };
}

async function pollUntil(status: string, orderUrl: string, acme: BareAcme): Promise<AcmeObject> {
  for (;;) {
    const order: AcmeObject = JSON.parse((await acme.post(orderUrl)).body);
    if (order.status === status) return order;
    if (order.status === 'invalid') throw new Error(`the floor's order became invalid: ${orderUrl}`);
    await sleep(POLL_MS);
  }
}

function openBareDnscale({ apiUrl, token, zoneIdOf }: FloorOptions) {
  const agent = new Agent({ allowH2: false });
  const { origin, pathname } = new URL(apiUrl);
  const records = (name: string) => `${pathname}/zones/${zoneIdOf(name)}/records`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  async function send(method: 'POST' | 'DELETE', path: string, body: object | undefined): Promise<string> {
    const text = body === undefined ? null : JSON.stringify(body);
    const reply = await agent.request({ origin, path, method, headers, body: text });
    const answer = await reply.body.text();
    if (reply.statusCode >= 300)
      throw new Error(`${method} ${path} was answered ${reply.statusCode}: ${answer}`);
    return answer;
  }

  return {
    addTxt: async ({ name, value }: FloorChallenge): Promise<string> => {
      const path = records(name);
      const record = { name: `${name}.`, type: 'TXT', content: value, ttl: 120 };
      return `${path}/${JSON.parse(await send('POST', path, record)).data.record.id}`;
    },
    removeTxt: (path: string) => send('DELETE', path, undefined),
    close: () => agent.close(),
  };
}
