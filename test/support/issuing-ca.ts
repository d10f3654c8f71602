/**
 * Lets the scripted CA issue: orders, authorizations, CSR, certificate. It believes every answer to a challenge, and puts
 * names of its own choice into orders and certificates.
 */
import type { IncomingMessage } from 'node:http';
import { createTestAuthority, issueTestCertificate } from './certificates.ts';
import type { ScriptedCa } from './scripted-ca.ts';

export type NamesOfTheCa = {
  /** @default those that were asked for */
  inOrder?: (asked: string[]) => string[];
  /** @default those of the order */
  inCertificate?: (ordered: string[]) => string[];
};

type Issuing = { names: string[]; answered: Set<number>; certificatePem?: string };

/** One order at a time: a new one takes the place of the last. */
export async function letIssue(ca: ScriptedCa, { inOrder, inCertificate }: NamesOfTheCa): Promise<void> {
  const { url, replies } = ca;
  const authority = await createTestAuthority();
  let order: Issuing = { names: [], answered: new Set() };

  const shown = () => ({
    status: order.certificatePem ? 'valid' : order.answered.size < order.names.length ? 'pending' : 'ready',
    identifiers: order.names.map(identifier),
    authorizations: order.names.map((_, index) => `${url}/authorization/${index}`),
    finalize: `${url}/finalize/1`,
    ...(order.certificatePem && { certificate: `${url}/certificate/1` }),
  });
  const challenge = (index: number) => ({
    type: 'dns-01',
    url: `${url}/challenge/${index}`,
    token: `token-${index}`,
    status: order.answered.has(index) ? 'valid' : 'pending',
  });
  const authorization = (index: number) => ({
    status: challenge(index).status,
    identifier: identifier(order.names[index] ?? ''),
    challenges: [challenge(index)],
  });

  ca.computed.set('/new-order', async (request) => {
    const { identifiers } = await payloadOf<{ identifiers: { value: string }[] }>(request);
    const asked = identifiers.map(({ value }) => value);
    order = { names: inOrder?.(asked) ?? asked, answered: new Set() };
    order.names.forEach((_, index) => {
      ca.computed.set(`/authorization/${index}`, () => ({ body: authorization(index) }));
      ca.computed.set(`/challenge/${index}`, () => {
        order.answered.add(index);
        return { body: challenge(index) };
      });
    });
    return { status: 201, headers: { location: `${url}/order/1` }, body: shown() };
  });
  ca.computed.set('/order/1', () => ({ body: shown() }));
  ca.computed.set('/finalize/1', async (request) => {
    const { csr } = await payloadOf<{ csr: string }>(request);
    const domainNames = inCertificate?.(order.names) ?? order.names;
    const notBefore = new Date(Date.now() - 3_600_000);
    const issued = await issueTestCertificate({
      domainNames,
      notBefore,
      authority,
      csr: Buffer.from(csr, 'base64url'),
    });
    order = { ...order, certificatePem: issued.pem };
    return { body: shown() };
  });
  replies.set('/certificate/1', (_, response) => {
    response.writeHead(200, {
      'content-type': 'application/pem-certificate-chain',
      'replay-nonce': crypto.randomUUID(),
    });
    response.end(order.certificatePem);
  });
}

function identifier(value: string) {
  return { type: 'dns', value };
}

async function payloadOf<Payload>(request: IncomingMessage): Promise<Payload> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const { payload } = JSON.parse(Buffer.concat(parts).toString());
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}
