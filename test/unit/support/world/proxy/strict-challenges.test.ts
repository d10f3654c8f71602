import { describe, expect, it } from 'vitest';
import type { Act, Script } from '../../../../support/world/proxy/acts.ts';
import { jsonAnswer } from '../../../../support/world/proxy/exchange.ts';
import type { PartyRequest } from '../../../../support/world/proxy/request-log.ts';
import { createStrictChallenges } from '../../../../support/world/proxy/strict-challenges.ts';

const CHALLENGE = '/chalZ/1';
const AUTHORIZATION = {
  status: 'valid',
  challenges: [{ url: `https://localhost${CHALLENGE}`, status: 'valid' }],
};
const ORDER = { status: 'ready', authorizations: ['https://localhost/authZ/1'] };

const READ = '';
const ANSWER = 'e30';

function aRequest(operation: string, path: string, payload: string): PartyRequest {
  const body = JSON.stringify({ protected: 'p', payload, signature: 's' });
  return { ordinal: 1, party: 'CA', operation, method: 'POST', path, body, connection: { from: 1, to: 2 } };
}

/** Pebble, as far as it matters here: it takes every answer. */
function aCa(inner: Script = () => undefined) {
  const challenges = createStrictChallenges();
  const script = challenges.around(inner);
  const carryOut = async (request: PartyRequest, message: object, status = 200) => {
    const act: Act = script(request) ?? {};
    if (act.isForwarded ?? true) request.status = status;
    await act.beforeReply?.(request);
    const answer = jsonAnswer(status, message);
    const { status: given, body } = typeof act.reply === 'function' ? act.reply(answer) : answer;
    return { status: given, forwarded: act.isForwarded ?? true, ...JSON.parse(body.toString()) };
  };
  return {
    ...challenges,
    answer: (status?: number) =>
      carryOut(aRequest('challenge', CHALLENGE, ANSWER), { type: 'dns-01' }, status),
    readAuthorization: () => carryOut(aRequest('authorization', '/authZ/1', READ), AUTHORIZATION),
    readOrder: () => carryOut(aRequest('order', '/my-order/1', READ), ORDER),
  };
}

describe('createStrictChallenges', () => {
  it('lets the first answer through and refuses the second', async () => {
    const ca = aCa();

    expect(await ca.answer()).toMatchObject({ forwarded: true, status: 200 });
    expect(await ca.answer()).toMatchObject({
      forwarded: false,
      status: 409,
      type: 'urn:ietf:params:acme:error:conflict',
    });
    expect(ca.refused()).toBe(1);
  });

  it('lets an answer through again that the CA did not take', async () => {
    const ca = aCa();

    await ca.answer(400);

    expect(await ca.answer()).toMatchObject({ forwarded: true, status: 200 });
  });

  it('shows a held validation as pending until the challenge is answered again', async () => {
    const ca = aCa();
    await ca.readAuthorization();
    await ca.readOrder();
    await ca.answer();

    ca.hold();

    expect(await ca.readOrder()).toMatchObject({ status: 'pending' });
    expect(await ca.readAuthorization()).toMatchObject({ challenges: [{ status: 'pending' }] });
    expect(await ca.answer()).toMatchObject({ status: 409 });
    expect(await ca.readOrder()).toMatchObject({ status: 'ready' });
  });

  it('holds nothing that the client has seen validated', async () => {
    const ca = aCa();
    await ca.readAuthorization();
    await ca.readOrder();
    await ca.answer();
    await ca.readOrder();

    ca.hold();

    expect(await ca.readOrder()).toMatchObject({ status: 'ready' });
  });

  it('does what the script says as well', async () => {
    const done: string[] = [];
    const ca = aCa(() => ({ beforeReply: async () => void done.push('killed') }));

    await ca.answer();

    expect(done).toEqual(['killed']);
  });
});
