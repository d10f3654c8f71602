/**
 * Authorizations and their dns-01 challenges (RFC 8555 §7.5): reads them, and tells the CA that a value is published. It
 * publishes nothing and does not poll.
 */
import type { AcmeServer } from '../engine/ports/acme.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { absoluteUrl } from './addresses.ts';
import type { Conversation } from './conversation.ts';
import {
  ChallengeMessage,
  findDns01,
  parseAuthorization,
  parseMessage,
  TxtValue,
  toAuthorization,
} from './messages.ts';
import { isCausedBy } from './problem.ts';
import { isOutOfReach, repeated } from './repeat.ts';

export type AuthorizationMethods = Pick<AcmeServer, 'getAuthorization' | 'respondToChallenge'>;

export function createAuthorizationMethods(
  { host, call, callRepeatedly }: Conversation,
  clock: Clock,
): AuthorizationMethods {
  async function isPending(challengeUrl: string, deadline: Deadline): Promise<boolean> {
    const { data } = await callRepeatedly('challenge', deadline, ({ api }) =>
      api.apiRequest(challengeUrl, null, [200]),
    );
    return parseMessage(ChallengeMessage, data, 'challenge', host).status.toLowerCase() === 'pending';
  }

  async function respond(challengeUrl: string, deadline: Deadline): Promise<void> {
    try {
      await call('challenge', deadline, ({ api }) => api.completeChallenge(challengeUrl, {}));
    } catch (error) {
      // It is being validated, although it may still read `pending` (Boulder). The order will say how that ended.
      if (isCausedBy(error, 'conflict')) return;
      if (!isOutOfReach(error) && !isCausedBy(error, 'malformed')) throw error;
      // This call, or one of a killed run, may have reached the CA, which may then refuse a second answer.
      if (await isPending(challengeUrl, deadline)) throw error;
    }
  }

  return {
    getAuthorization: (url, deadline) =>
      callRepeatedly('authorization', deadline, async (client) => {
        const { data } = await client.api.getAuthorization(url);
        const message = parseAuthorization(data, host);
        const dns01 = findDns01(message, host);
        if (!dns01) return toAuthorization(url, message);
        const txtValue = await client.getChallengeKeyAuthorization({ type: 'dns-01', token: dns01.token });
        const challengeUrl = absoluteUrl(dns01.url, url);
        return toAuthorization(url, message, { url: challengeUrl, txtValue: TxtValue.parse(txtValue) });
      }),

    respondToChallenge: (challengeUrl, deadline) =>
      repeated(() => respond(challengeUrl, deadline), clock, deadline),
  };
}
