/**
 * Pebble with a DNS server that shows the TXT values it is given, so that the CA really validates. Also the shortest way from
 * names to a certificate through the port, in the engine's order.
 */
import { X509Certificate } from 'node:crypto';
import { createAccountFinder } from '../../../functions/acme/account.ts';
import { type AcmeServerOptions, createAcmeServer } from '../../../functions/acme/acme-server.ts';
import { type CagedClient, createCage } from '../../../functions/acme/cage.ts';
import { createCsr } from '../../../functions/acme/csr.ts';
import { createHttp } from '../../../functions/acme/http.ts';
import { createAccountKey, createCertificateKey } from '../../../functions/acme/keys.ts';
import type { Account } from '../../../functions/acme/new-account.ts';
import { createTransport } from '../../../functions/acme/transport.ts';
import type { KeyAlgorithm } from '../../../functions/engine/config/definition.ts';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import type { AcmeServer, Order } from '../../../functions/engine/ports/acme.ts';
import type { Deadline } from '../../../functions/engine/ports/time.ts';
import { type DnsReply, listenDns } from '../../support/world/dnscale/dns-socket.ts';
import { type PebbleOptions, startPebble } from '../../support/world/pebble.ts';

export type AcmeWorld = {
  directoryUrl: string;
  caCertificatePem: string;
  /** By owner name, e.g. `_acme-challenge.example.com`. */
  txtValues: Map<string, string[]>;
  /** Restarts Pebble, which forgets every account and order. */
  resetCa(): Promise<void>;
  acmeServer(changes?: Partial<AcmeServerOptions>): AcmeServer;
  /** The account of a key, as a run finds or registers it, and acme-client acting for it. */
  anAccount(keyPem: string): Promise<Account & { client: CagedClient }>;
  /** Order, answer, wait, finalize, wait, download: the PEM text. */
  issue(
    acme: AcmeServer,
    domainNames: string[],
    keyAlgorithm?: KeyAlgorithm,
    privateKeyPem?: string,
  ): Promise<string>;
  /** What the CA says of a certificate, and why it was revoked. */
  status(certificatePem: string): Promise<{ status: 'Valid' | 'Revoked'; reason?: number }>;
  stop(): Promise<void>;
};

export async function startAcmeWorld(options: Omit<PebbleOptions, 'resolver'> = {}): Promise<AcmeWorld> {
  const txtValues = new Map<string, string[]>();
  const dns = await listenDns('127.0.0.1', 0, ({ type, name }) => answer(type, name, txtValues));
  const pebble = await startPebble({ ...options, resolver: `127.0.0.1:${dns.port}` });
  const { directoryUrl, caCertificatePem } = pebble;
  return {
    directoryUrl,
    caCertificatePem,
    txtValues,
    resetCa: pebble.restart,
    acmeServer: (changes) => {
      const key = createAccountKey();
      return createAcmeServer({
        directoryUrl,
        loadAccountKey: async () => key,
        contact: 'operator@example.com',
        termsOfServiceAgreed: true,
        clock: systemClock,
        trustedCaPem: caCertificatePem,
        ...changes,
      });
    },
    anAccount: async (keyPem) => {
      const trustedCaPem = caCertificatePem;
      const send = createHttp({ clock: systemClock, directoryUrl, timeoutMs: 10_000, trustedCaPem });
      const transport = createTransport({ directoryUrl, clock: systemClock, send, newNoncesPerSecond: 10 });
      const options = { directoryUrl, loadAccountKey: async () => keyPem, termsOfServiceAgreed: true };
      const account = await createAccountFinder(options, transport).find(aDeadline());
      const carry = transport.carrierFor('newAccount', aDeadline());
      return { ...account, client: createCage(directoryUrl)(account, carry) };
    },
    issue: async (acme, domainNames, keyAlgorithm = 'EC_PRIME256V1', privateKeyPem) =>
      issue(acme, domainNames, txtValues, privateKeyPem ?? (await createCertificateKey(keyAlgorithm))),
    status: (certificatePem) => pebble.certificateStatus(new X509Certificate(certificatePem).serialNumber),
    stop: async () => {
      await Promise.all([pebble.stop(), dns.stop()]);
    },
  };
}

export function aDeadline(ms = 20_000): Deadline {
  return deadlineIn(ms, systemClock);
}

export async function pollOrder(
  acme: AcmeServer,
  url: string,
  waiting: Order['status'][],
  deadline: Deadline,
): Promise<Order> {
  for (;;) {
    const order = await acme.getOrder(url, deadline);
    if (!waiting.includes(order.status)) return order;
    await systemClock.sleep(50, deadline);
  }
}

async function issue(
  acme: AcmeServer,
  domainNames: string[],
  txtValues: Map<string, string[]>,
  privateKeyPem: string,
): Promise<string> {
  const deadline = aDeadline();
  const order = await acme.createOrder({ domainNames }, deadline);
  for (const url of order.authorizationUrls) {
    const { domainName, challenge } = await acme.getAuthorization(url, deadline);
    if (!challenge) throw new Error(`No dns-01 challenge for ${domainName}.`);
    const owner = `_acme-challenge.${domainName}`;
    txtValues.set(owner, [...(txtValues.get(owner) ?? []), challenge.txtValue]);
    await acme.respondToChallenge(challenge.url, deadline);
  }
  const ready = await pollOrder(acme, order.url, ['pending'], deadline);
  if (ready.status !== 'ready') throw new Error(`The order is ${ready.status}: ${ready.error}`);
  const csr = await createCsr(privateKeyPem, domainNames);
  await acme.finalizeOrder(order.url, csr, deadline);
  await pollOrder(acme, order.url, ['ready', 'processing'], deadline);
  return acme.downloadCertificate(order.url, deadline);
}

function answer(type: string, name: string, txtValues: Map<string, string[]>): DnsReply {
  const owner = name.toLowerCase().replace(/\.$/, '');
  const values = type === 'TXT' ? (txtValues.get(owner) ?? []) : [];
  const answers = values.map((data) => ({ type: 'TXT' as const, name, ttl: 1, data }));
  return { rcode: 0, answers, authorities: [], recursionAvailable: true };
}
