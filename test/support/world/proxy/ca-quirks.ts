/** What other CAs answer where Pebble is exemplary, for a proxy before Pebble: each quirk is one CA's, or kin to it. */
import type { Script } from './acts.ts';
import type { Answer } from './exchange.ts';

export const CA_QUIRKS = {
  /** Null for what it has nothing to say of, and for what the order no longer needs (Telia). */
  'null members': (operation: string, answer: Answer) => withMessage(answer, nullsFor(operation)),
  /** Locations, links and addresses without scheme and host (RFC 9110 §10.2.2). */
  'relative addresses': (_: string, answer: Answer) => withoutOrigin(answer),
  /** Media types in other case, and an old one for certificates (§8.3.1). */
  'odd media types': (operation: string, answer: Answer) => {
    const type = operation === 'certificate' ? 'Application/X-PEM-File' : 'APPLICATION/JSON; Charset=UTF-8';
    return { ...answer, headers: { ...answer.headers, 'content-type': type } };
  },
} as const;

export type CaQuirk = keyof typeof CA_QUIRKS;

export function quirkScript(quirk: CaQuirk): Script {
  return ({ party, operation }) => {
    if (party !== 'CA') return undefined;
    return { reply: (answer) => (answer.status < 400 ? CA_QUIRKS[quirk](operation, answer) : answer) };
  };
}

/**
 * A CA that is still validating this name: so it shows the name for the first reads, and the order as pending until then,
 * unless another name has made that invalid already.
 *
 * @param whileValidating at each of these reads.
 */
export function lateVerdictScript(domainName: string, reads: number, whileValidating: () => void): Script {
  let left = reads;
  return ({ operation }) => {
    if (operation === 'order') {
      return {
        reply: (answer) =>
          withMessage(answer, (message) =>
            left > 0 && message.status === 'ready' ? { ...message, status: 'pending' } : message,
          ),
      };
    }
    if (operation !== 'authorization') return undefined;
    return {
      reply: (answer) =>
        withMessage(answer, (message) => {
          const { value } = message.identifier as { value: string };
          // Before the challenge is answered it is pending by itself.
          if (value !== domainName || message.status === 'pending' || left === 0) return message;
          left -= 1;
          whileValidating();
          return { ...message, status: 'pending' };
        }),
    };
  };
}

type Message = Record<string, unknown>;

function nullsFor(operation: string): (message: Message) => Message {
  switch (operation) {
    case 'directory':
      return (message) => ({
        ...message,
        revokeCert: null,
        keyChange: null,
        meta: { ...(message.meta as Message), caaIdentities: null, termsOfService: null, website: null },
      });
    case 'newOrder':
    case 'order':
    case 'finalize':
      return (message) => ({
        notBefore: null,
        notAfter: null,
        error: null,
        certificate: null,
        ...message,
        expires: null,
        ...(message.status !== 'pending' && { authorizations: null, identifiers: null }),
        ...(message.status !== 'pending' && message.status !== 'ready' && { finalize: null }),
      });
    case 'authorization':
      return (message) => ({
        wildcard: null,
        ...message,
        expires: null,
        challenges: message.status === 'valid' ? null : message.challenges,
      });
    default:
      return (message) => message;
  }
}

function withMessage(answer: Answer, change: (message: Message) => Message): Answer {
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  if (!isJson || answer.body.length === 0) return answer;
  return { ...answer, body: Buffer.from(JSON.stringify(change(JSON.parse(answer.body.toString())))) };
}

const ORIGIN = /https:\/\/localhost:\d+/g;

function withoutOrigin({ headers, body, ...answer }: Answer): Answer {
  const relative = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replace(ORIGIN, '') : value,
  ]);
  return {
    ...answer,
    headers: Object.fromEntries(relative),
    body: Buffer.from(body.toString().replace(ORIGIN, '')),
  };
}
