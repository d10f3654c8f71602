/**
 * ACM on loopback, as strict as AWS: it speaks the JSON 1.1 protocol of the SDK and refuses what ACM refuses (import-rules.ts,
 * operations.ts). Faults and quotas are set by the test (behaviour.ts); with `access` it also asks the caller's role (access.ts).
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AcmAccess } from './access.ts';
import { type AcmBehaviour, USUAL_BEHAVIOUR } from './behaviour.ts';
import { type AcmInput, OPERATIONS } from './operations.ts';
import { AcmRefusal } from './refusal.ts';
import { createShelf, type HeldCertificate, type Shelf } from './shelf.ts';

export type Acm = {
  /** For AWS_ENDPOINT_URL_ACM. */
  url: string;
  /** Changes from now on. */
  set(changes: Partial<AcmBehaviour>): void;
  /** What a region holds now, oldest first. A test may set `inUseBy`. */
  held(region: string): readonly HeldCertificate[];
  /** Each call so far: `ImportCertificate`, or `ImportCertificate: ThrottlingException` when it was refused. */
  calls: readonly string[];
  /** From now on roles are evaluated. Before, everything is allowed to everybody. */
  evaluateRoles(access: AcmAccess): void;
  /** May be called twice. */
  stop(): Promise<void>;
};

type Caller = { accessKeyId: string; region: string };

/** Ends the connection in place of an answer. */
const LOST = Symbol('lost');

export async function startAcm(changes: Partial<AcmBehaviour> = {}): Promise<Acm> {
  const behaviour: AcmBehaviour = { ...USUAL_BEHAVIOUR, ...changes };
  const shelves = new Map<string, Shelf>();
  const calls: string[] = [];
  let access: AcmAccess | undefined;

  const shelfOf = (region: string): Shelf => {
    const shelf = shelves.get(region) ?? createShelf(region, behaviour);
    shelves.set(region, shelf);
    return shelf;
  };

  async function perform(
    operation: string,
    input: AcmInput,
    { region, accessKeyId }: Caller,
  ): Promise<unknown> {
    const regionError = behaviour.regionsOff[region];
    if (regionError !== undefined) {
      throw new AcmRefusal(regionError, 'The security token included in the request is invalid.');
    }
    const shelf = shelfOf(region);
    await access?.check({ accessKeyId, operation, region, input, held: shelf.held });
    const carryOut = OPERATIONS[operation];
    if (!carryOut) throw new AcmRefusal('UnknownOperationException', `The stand-in knows no ${operation}`);
    const answer = carryOut(shelf, input);
    return operation === 'ImportCertificate' && behaviour.lostImports-- > 0 ? LOST : answer;
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(incoming.headers['x-amz-target']).replace(/^CertificateManager\./, '');
    try {
      const answer = await perform(operation, JSON.parse(await readText(incoming)), callerOf(incoming));
      calls.push(operation);
      if (answer === LOST) incoming.socket.resetAndDestroy();
      else reply(response, 200, answer);
    } catch (thrown) {
      if (!(thrown instanceof AcmRefusal)) throw thrown;
      calls.push(`${operation}: ${thrown.type}`);
      reply(response, 400, { __type: thrown.type, message: thrown.message });
    }
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: Error) => reply(response, 501, { message: error.message }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    set: (next) => void Object.assign(behaviour, next),
    held: (region) => shelfOf(region).held,
    calls,
    evaluateRoles: (roles) => {
      access = roles;
    },
    stop: () => stop(server),
  };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** From the signature's scope: `Credential=<key>/<day>/<region>/acm/aws4_request`. */
function callerOf({ headers }: IncomingMessage): Caller {
  const [, accessKeyId = '', region = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/acm\//.exec(headers.authorization ?? '') ?? [];
  if (region === '')
    throw new AcmRefusal('MissingAuthenticationTokenException', 'Missing Authentication Token');
  return { accessKeyId, region };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
