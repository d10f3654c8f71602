/**
 * The scripted CA as one that wants an external account, is honest at first, and from then on repeats a text in all headers
 * and members of one resource. Each scenario is a call of the port that meets that resource.
 */
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import type { AcmeServer } from '../../../functions/engine/ports/acme.ts';
import type { Deadline } from '../../../functions/engine/ports/time.ts';
import { anOrderMessage, type Reply, type ScriptedCa } from '../../support/scripted-ca.ts';
import { bodiesFor, type EchoBody, type EchoHeaders, HEADERS } from './echo-bodies.ts';

export type Scenario = Call & { status: number; body: EchoBody; headers: EchoHeaders };

type Call = {
  path: string;
  call(acme: AcmeServer): Promise<unknown>;
  /** While the CA is still honest. */
  before?(acme: AcmeServer): Promise<unknown>;
  /** Whether the account is there, with all that the process knows of it, before the CA begins. */
  afterAccount: boolean;
};

export type EchoingCa = {
  scenarios: fc.Arbitrary<Scenario>;
  deadline(): Deadline;
  beHonest(): void;
  /** @param echo `{signature}` and `{request}` stand for those of the request. */
  repeat(echo: string, scenario: Scenario): void;
  /** How many answers repeated it. */
  repeated(): number;
  /** All that was sent, headers and decoded messages too, since `beHonest`. */
  received(): string;
  signatures(): string[];
};

const PROBLEM = 'urn:ietf:params:acme:error:';
/** So that the next request needs to ask for one. */
const NO_NONCE = { 'replay-nonce': '' };
const STATUSES = [200, 201, 302, 400, 401, 403, 404, 409, 429, 500, 503];

type Message = { protected?: string; payload?: string; signature?: string };

export function scriptEchoes(ca: ScriptedCa): EchoingCa {
  const received: string[] = [];
  const signatures: string[] = [];
  let now: { echo: string; scenario: Scenario } | undefined;
  let repeated = 0;

  async function answer(path: string, request: IncomingMessage): Promise<Reply> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const text = Buffer.concat(parts).toString();
    const message: Message = text === '' ? {} : JSON.parse(text);
    const payload = decoded(message.payload);
    const head = `${request.url} ${JSON.stringify(request.headers)} ${decoded(message.protected)}`;
    received.push(`${head} ${text} ${payload}`);
    if (message.signature) signatures.push(message.signature);
    // Until the account is registered, nobody has read the external account.
    const isEarly = path === '/new-account' && payload.includes('onlyReturnExisting');
    if (now?.scenario.path !== path || isEarly) return honest(ca.url, path, payload);
    repeated += 1;
    const { echo, scenario } = now;
    const filled = (template: string) => template.replace('{signature}', message.signature ?? 'none');
    const inBody = filled(echo).replace('{request}', () => text.replaceAll('"', '\\"'));
    const inHeader = filled(echo).replace('{request}', message.signature ?? 'none');
    const { status, body, headers } = scenario;
    return { status, headers: headers(ca.url, inHeader), body: body(ca.url, inBody) };
  }

  const calls = callsOf(ca.url);
  for (const path of [...calls.map((call) => call.path), '/certificate/2']) {
    ca.computed.set(path, (request) => answer(path, request));
  }
  return {
    scenarios: fc.constantFrom(...calls).chain((call) =>
      fc.record({
        path: fc.constant(call.path),
        call: fc.constant(call.call),
        before: fc.constant(call.before),
        afterAccount: fc.constant(call.afterAccount),
        status: fc.oneof(fc.constant(200), fc.constantFrom(...STATUSES)),
        body: bodiesFor(call.path),
        headers: fc.constantFrom(...HEADERS),
      }),
    ) as fc.Arbitrary<Scenario>,
    deadline: aDeadline,
    beHonest: () => {
      now = undefined;
      repeated = 0;
      received.length = 0;
      signatures.length = 0;
    },
    repeat: (echo, scenario) => {
      now = { echo, scenario };
    },
    repeated: () => repeated,
    received: () => received.join('\n'),
    signatures: () => [...signatures],
  };
}

function aDeadline(): Deadline {
  return deadlineIn(20_000, systemClock);
}

function callsOf(url: string): Call[] {
  const order = `${url}/order/1`;
  const createOrder = (acme: AcmeServer) => acme.createOrder({ domainNames: ['example.com'] }, aDeadline());
  const download = (acme: AcmeServer) => acme.downloadCertificate(order, aDeadline());
  const downloadAlternates = (acme: AcmeServer) => acme.downloadAlternates(order, aDeadline());
  const getAuthorization = (acme: AcmeServer) => acme.getAuthorization(`${url}/authorization/1`, aDeadline());
  const respond = (acme: AcmeServer) => acme.respondToChallenge(`${url}/challenge/1`, aDeadline());
  const finalize = (acme: AcmeServer) => acme.finalizeOrder(order, new Uint8Array([1]), aDeadline());
  const afterAccount = true;
  return [
    { path: '/directory', call: (acme) => acme.readMeta(aDeadline(), -1), afterAccount },
    { path: '/new-account', call: (acme) => acme.readAccountUrl(aDeadline()), afterAccount: false },
    { path: '/new-nonce', call: createOrder, afterAccount },
    { path: '/new-order', call: createOrder, afterAccount },
    { path: '/order/1', call: (acme) => acme.getOrder(order, aDeadline()), afterAccount },
    { path: '/authorization/1', call: getAuthorization, afterAccount },
    { path: '/challenge/1', call: respond, afterAccount },
    { path: '/finalize/1', call: finalize, afterAccount },
    { path: '/certificate/1', call: download, afterAccount },
    { path: '/certificate/2', call: downloadAlternates, before: download, afterAccount },
    { path: '/renewal-info/AA.BB', call: (acme) => acme.readRenewalInfo('AA.BB', aDeadline()), afterAccount },
  ];
}

function honest(url: string, path: string, payload: string): Reply {
  const chain = { 'content-type': 'application/pem-certificate-chain' };
  const order = { ...anOrderMessage(url), status: 'valid', certificate: `${url}/certificate/1` };
  switch (path) {
    case '/directory': {
      const addresses = ['newNonce', 'newAccount', 'newOrder', 'renewalInfo'].map((name) => [
        name,
        `${url}/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      ]);
      return { body: { ...Object.fromEntries(addresses), meta: { externalAccountRequired: true } } };
    }
    case '/new-nonce':
      return {};
    case '/new-account':
      return payload.includes('onlyReturnExisting')
        ? { status: 400, headers: NO_NONCE, body: { type: `${PROBLEM}accountDoesNotExist`, detail: 'none' } }
        : { status: 201, headers: { location: `${url}/account/1`, ...NO_NONCE }, body: { status: 'valid' } };
    case '/new-order':
      return { status: 201, headers: { location: `${url}/order/1` }, body: order };
    case '/authorization/1': {
      const challenge = { type: 'dns-01', url: `${url}/challenge/1`, token: 'abc', status: 'pending' };
      return {
        body: {
          status: 'pending',
          identifier: { type: 'dns', value: 'example.com' },
          challenges: [challenge],
        },
      };
    }
    case '/challenge/1':
      return { body: { type: 'dns-01', status: 'processing' } };
    case '/certificate/1':
      return { headers: { ...chain, link: `<${url}/certificate/2>;rel="alternate"` }, body: 'the chain' };
    case '/certificate/2':
      return { headers: chain, body: 'another chain' };
    default:
      return { body: order };
  }
}

/** With the messages inside it: the external account's binding is one. */
function decoded(payload = ''): string {
  const text = Buffer.from(payload, 'base64url').toString();
  return text.replace(/"(?:payload|protected)":"([^"]+)"/g, (_, inner) => decoded(inner));
}
