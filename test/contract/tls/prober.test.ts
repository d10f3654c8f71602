/** The probes against real TLS and mail servers on loopback: what they see, what they send, and how they end. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProbeTarget } from '../../../functions/engine/config/probe.ts';
import { systemClock as clock, deadlineIn } from '../../../functions/engine/deadline.ts';
import { createProber } from '../../../functions/tls/prober.ts';
import { issueTestCertificate, type TestCertificate } from '../../support/certificates.ts';
import { startDnsServer } from '../../support/scripted-dns-server.ts';
import { issueForLocalhost, startMailServer, startRawServer, startTlsServer } from './tls-servers.ts';

/** The certificate of the tests, which lives 90 days from an hour before NOW. */
const LEAF = {
  serial: '04af9c11',
  notBefore: new Date('2026-11-23T05:00:00Z'),
  notAfter: new Date('2027-02-21T05:00:00Z'),
};

let certificate: TestCertificate;
let other: TestCertificate;

beforeAll(async () => {
  [certificate, other] = await Promise.all([issueForLocalhost(), issueTestCertificate()]);
});

/** A resolver that knows one name. */
async function startResolver(): Promise<string> {
  const { address, port } = await startDnsServer(({ packet: { id, questions = [] } }) => {
    const [question] = questions;
    const isKnown = question?.name === 'mail.example.com';
    const answers =
      isKnown && question.type === 'A'
        ? [{ name: question.name, type: 'A' as const, ttl: 60, data: '127.0.0.1' }]
        : [];
    // RCODE 3: there is no such name.
    return { type: 'response', id: id ?? 0, flags: isKnown ? 0 : 3, questions, answers };
  });
  return `${address}:${port}`;
}

type Options = { allowPrivateOrigins?: boolean; timeoutMs?: number };

async function probe(target: Omit<ProbeTarget, 'host'> & { host?: string }, options: Options = {}) {
  const resolvers = [await startResolver()];
  const prober = createProber({ clock, allowPrivateOrigins: true, resolvers, timeoutMs: 3_000, ...options });
  return prober.probe({ host: 'mail.example.com', ...target }, deadlineIn(20_000, clock));
}

const smtp = (port: number) => ({ port, protocol: 'smtp' as const });
const imap = (port: number) => ({ port, protocol: 'imap' as const });
const tls = (port: number) => ({ port, protocol: 'tls' as const });

const GREETING = '220-mail.example.com ready\r\n220 ESMTP\r\n';

function smtpAnswers(line: string): string | undefined {
  if (line.startsWith('EHLO')) return '250-mail.example.com\r\n250-SIZE 10000000\r\n250 STARTTLS\r\n';
  return line === 'STARTTLS' ? '220 go ahead\r\nTLS' : undefined;
}

function imapAnswers(line: string): string | undefined {
  return line.endsWith('STARTTLS') ? '* CAPABILITY IMAP4rev2\r\na1 OK begin\r\nTLS' : undefined;
}

describe('createProber', () => {
  it('sees the leaf that a server presents for this very name, whoever signed it', async () => {
    const { port } = await startTlsServer(certificate, { servername: 'mail.example.com', other });

    const answer = await probe(tls(port));

    expect(answer).toEqual({ leaf: { ...LEAF, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    expect('leaf' in answer && answer.leaf.sha256).toBe(
      new X509Certificate(certificate.leafPem).fingerprint256.replaceAll(':', '').toLowerCase(),
    );
  });

  it('sees one behind STARTTLS of SMTP, and sends nothing but what leads there', async () => {
    const { port, received } = await startMailServer(GREETING, smtpAnswers, certificate);

    expect(await probe(smtp(port))).toMatchObject({ leaf: LEAF });
    expect(received()).toBe('EHLO [127.0.0.1]\r\nSTARTTLS\r\n');
  });

  it('sees one behind STARTTLS of IMAP, and sends nothing but what leads there', async () => {
    const { port, received } = await startMailServer('* OK ready\r\n', imapAnswers, certificate);

    expect(await probe(imap(port))).toMatchObject({ leaf: LEAF });
    expect(received()).toBe('a1 STARTTLS\r\n');
  });

  it.each<[string, string, (line: string) => string | undefined, string]>([
    ['refuses by its greeting', '554 no\r\n', smtpAnswers, 'the server greets with "554 no"'],
    ['knows no EHLO', GREETING, () => '502 what?\r\n', 'the server answers EHLO with "502 what?"'],
    [
      'offers no STARTTLS',
      GREETING,
      (line) => (line.startsWith('EHLO') ? '250 ok\r\n' : '454 not now\r\n'),
      'the server answers STARTTLS with "454 not now"',
    ],
    [
      'speaks no SMTP',
      'HTTP/1.1 400 Bad Request\r\n\r\n',
      smtpAnswers,
      'the server greets with "HTTP/1.1 400 Bad Request"',
    ],
    ['hides control characters', '5\u001b[2J\r\n', smtpAnswers, 'the server greets with "5 [2J"'],
    [
      'greets without end',
      '220-more\r\n'.repeat(2_000),
      smtpAnswers,
      'the server says far too much before TLS',
    ],
    ['has a line without end', 'x'.repeat(40_000), smtpAnswers, 'the server says far too much before TLS'],
    [
      'sends something behind its consent',
      GREETING,
      (line) => (line === 'STARTTLS' ? '220 go ahead\r\n250 injected\r\nTLS' : smtpAnswers(line)),
      'the server sends more behind its consent to TLS',
    ],
  ])('tells that an SMTP server %s', async (_what, greeting, answers, reason) => {
    const { port } = await startMailServer(greeting, answers, certificate);

    expect(await probe(smtp(port))).toEqual({ failure: 'no-tls', reason });
  });

  it.each([
    ['* BYE go away\r\n', 'the server greets with "* BYE go away"'],
    ['* OK ready\r\n', 'the server answers STARTTLS with "a1 NO not here"'],
  ])('tells that an IMAP server which greets with %j begins no TLS', async (greeting, reason) => {
    const { port } = await startMailServer(greeting, () => 'a1 NO not here\r\n');

    expect(await probe(imap(port))).toEqual({ failure: 'no-tls', reason });
  });

  it('ends after its time where a server never stops to talk of other things', async () => {
    const { port } = await startRawServer((socket) => {
      socket.write('* OK ready\r\n');
      const talk = setInterval(() => socket.write('* 1 EXISTS\r\n'), 100);
      socket.on('close', () => clearInterval(talk));
    });

    expect(await probe(imap(port), { timeoutMs: 500 })).toEqual({
      failure: 'timeout',
      reason: 'no certificate within 0.5 s',
    });
  });

  it.each([tls, smtp, imap])('ends after its time where a server says nothing (%#)', async (targetAt) => {
    const { port } = await startRawServer(() => undefined);

    expect(await probe(targetAt(port), { timeoutMs: 300 })).toEqual({
      failure: 'timeout',
      reason: 'no certificate within 0.3 s',
    });
  });

  it('ends after its time where a mail server consents and then does nothing', async () => {
    const { port } = await startMailServer(GREETING, smtpAnswers);

    expect(await probe(smtp(port), { timeoutMs: 500 })).toMatchObject({ failure: 'timeout' });
  });

  it.each([tls, smtp, imap])('tells a server that hangs up (%#)', async (targetAt) => {
    const { port } = await startRawServer((socket) => socket.end());

    expect(await probe(targetAt(port))).toMatchObject({ failure: 'no-tls' });
  });

  it('tells a server that speaks no TLS', async () => {
    const { port } = await startRawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));

    expect(await probe(tls(port))).toMatchObject({
      failure: 'no-tls',
      reason: expect.stringMatching(/^TLS did not begin: /),
    });
  });

  it('tells a port where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');

    expect(await probe(tls(port))).toEqual({
      failure: 'refused',
      reason: 'the connection was refused (ECONNREFUSED)',
    });
  });

  it('tells a name without an address', async () => {
    expect(await probe({ ...tls(443), host: 'gone.example.com' })).toEqual({
      failure: 'dns',
      reason: 'its name has no address (ENOTFOUND)',
    });
  });

  it('sends nothing to a private address, unless the deployment allows it', async () => {
    const { port, received } = await startRawServer(() => undefined);

    expect(await probe(tls(port), { allowPrivateOrigins: false })).toEqual({
      failure: 'private',
      reason: 'it leads to private addresses only',
    });
    expect(received()).toBe('');
  });

  it("fails with the deadline's reason, and does not begin after it", async () => {
    const prober = createProber({ clock, allowPrivateOrigins: true });
    const target = { host: 'mail.example.com', ...tls(443) };

    await expect(prober.probe(target, deadlineIn(0, clock))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
  });
});
