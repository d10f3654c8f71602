/**
 * What Boulder does since July 2026 and Pebble never does, for a proxy before Pebble: a challenge that is answered while an
 * earlier answer is being validated gets 409, and until then everything still reads `pending`. Pebble validates at once, so
 * that a validation lasts beyond a killed run only where `hold()` says so.
 */
import type { Act, Script } from './acts.ts';
import { type Answer, jsonAnswer } from './exchange.ts';
import type { PartyRequest } from './request-log.ts';

export type StrictChallenges = {
  /** Everything that `script` does, before a CA that is strict. */
  around(script: Script): Script;
  /**
   * Whatever was answered and has not been seen to be validated goes on being validated, until it is answered once more.
   * For the moment at which the client is killed.
   */
  hold(): void;
  /** How many answers got 409. */
  refused(): number;
};

export function createStrictChallenges(): StrictChallenges {
  /** Paths of challenges whose answer the CA has. */
  const answered = new Set<string>();
  const held = new Set<string>();
  /** Paths of the challenges of each authorization, and of the authorizations of each order. */
  const parts = new Map<string, string[]>();
  let refused = 0;

  const challengesBelow = (path: string): string[] =>
    (parts.get(path) ?? [path]).flatMap((part) => (parts.has(part) ? challengesBelow(part) : [part]));
  const isHeld = (path: string) => challengesBelow(path).some((challenge) => held.has(challenge));

  function answerOnce(request: PartyRequest, act: Act): Act {
    if (answered.has(request.path)) {
      refused += 1;
      held.delete(request.path);
      return { ...act, isForwarded: false, reply: act.reply ?? (() => jsonAnswer(409, CONFLICT)) };
    }
    return {
      ...act,
      beforeReply: async (forwarded) => {
        if (isSuccess(forwarded.status)) answered.add(forwarded.path);
        await act.beforeReply?.(forwarded);
      },
    };
  }

  /** Which challenges belong to an authorization, or which authorizations to an order. */
  function learn(path: string, { authorizations, challenges }: Shown): void {
    const own = authorizations ?? challenges?.map(({ url }) => url);
    if (own) parts.set(path, own.flatMap(pathOf));
  }

  /** What is held is shown as it was before the answer. */
  function show(path: string, answer: Answer): Answer {
    const message = parsed(answer);
    if (!message) return answer;
    learn(pathOf(answer.headers.location)[0] ?? path, message);
    const shown = isHeld(path) ? asPending(message) : message;
    if (shown.status === 'pending') return { ...answer, body: Buffer.from(JSON.stringify(shown)) };
    // The client knows of the verdict from now on.
    for (const challenge of challengesBelow(path)) answered.delete(challenge);
    return answer;
  }

  return {
    around: (script) => (request) => {
      if (request.party !== 'CA') return script(request);
      const act = script(request);
      if (request.operation === 'challenge' && !isRead(request)) return answerOnce(request, act ?? {});
      if (!SHOWN.includes(request.operation) || act?.reply !== undefined) return act;
      return { ...act, reply: (answer) => show(request.path, answer) };
    },
    hold: () => {
      for (const path of answered) held.add(path);
    },
    refused: () => refused,
  };
}

const CONFLICT = { type: 'urn:ietf:params:acme:error:conflict', detail: 'The challenge is being validated' };

/** What shows whether a validation is under way. */
const SHOWN = ['newOrder', 'order', 'authorization', 'challenge'];

/** What an order, an authorization or a challenge is at Pebble while it is held. */
const UNDER_VALIDATION = ['pending', 'ready', 'valid'];

type Shown = { status?: string; authorizations?: string[]; challenges?: { url: string }[] };

function parsed({ status, body }: Answer): Shown | undefined {
  if (!isSuccess(status)) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function asPending(validated: Shown): Shown {
  if (!UNDER_VALIDATION.includes(validated.status ?? '')) return validated;
  const { challenges, ...message } = validated;
  const shown = challenges?.map((challenge) => ({ ...challenge, status: 'pending' }));
  return { ...message, status: 'pending', ...(shown && { challenges: shown }) };
}

/** POST-as-GET has an empty payload. */
function isRead({ body }: PartyRequest): boolean {
  return JSON.parse(body).payload === '';
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status < 400;
}

/** None for what is no URL. */
function pathOf(url: unknown): string[] {
  const path = typeof url === 'string' ? URL.parse(url)?.pathname : undefined;
  return path === undefined ? [] : [path];
}
