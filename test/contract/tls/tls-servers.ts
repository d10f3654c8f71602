/** Servers on loopback for the probes: TLS at once, mail servers that offer STARTTLS, and those that misbehave. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { issueTestCertificate, type TestCertificate } from '../../support/certificates.ts';

export type Listening = {
  port: number;
  /** All that clients have sent before TLS. */
  received(): string;
};

export function issueForLocalhost(): Promise<TestCertificate> {
  return issueTestCertificate({ domainNames: ['mail.example.com'], serialNumber: '04af9c11' });
}

/** Presents one certificate to who names this host, and `other` to anybody else. */
export async function startTlsServer(
  { pem, privateKeyPem }: TestCertificate,
  { servername, other }: { servername: string; other: TestCertificate },
): Promise<Listening> {
  const server = createTlsServer({
    cert: other.pem,
    key: other.privateKeyPem,
    SNICallback: (name, done) =>
      done(null, name === servername ? createSecureContext({ cert: pem, key: privateKeyPem }) : undefined),
  });
  server.on('tlsClientError', () => undefined);
  return listen(server, () => '');
}

/** Says `greeting` and answers each line; an answer of `TLS` begins it with the certificate. */
export function startMailServer(
  greeting: string,
  answerTo: (line: string) => string | 'TLS' | undefined,
  certificate?: TestCertificate,
): Promise<Listening> {
  return startRawServer((socket) => {
    const onData = (data: Buffer) => {
      const lines = data.toString().trimEnd().split('\r\n');
      const answer = lines.map((line) => answerTo(line) ?? '').join('');
      if (!answer.endsWith('TLS')) return void socket.write(answer);
      socket.off('data', onData);
      socket.write(answer.slice(0, -'TLS'.length));
      if (certificate) beginTls(socket, certificate);
    };
    socket.on('data', onData);
    socket.write(greeting);
  });
}

function beginTls(socket: Socket, { pem, privateKeyPem }: TestCertificate): void {
  const secureContext = createSecureContext({ cert: pem, key: privateKeyPem });
  new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined);
}

export async function startRawServer(serve: (socket: Socket) => void): Promise<Listening> {
  let received = '';
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      received += data.toString('latin1');
    });
    serve(socket);
  });
  return listen(server, () => received);
}

async function listen(server: Server, received: () => string): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, received };
}
