import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCausedBy, parseProblem } from '../../../functions/acme/problem.ts';
import { RenewerError } from '../../../functions/engine/errors.ts';

describe('parseProblem', () => {
  it('keeps type, detail, link and the reason of every name', () => {
    const problem = parseProblem({
      type: 'urn:ietf:params:acme:error:malformed',
      detail: 'Some of the identifiers requested were rejected',
      instance: 'https://ca.test/terms/v2',
      subproblems: [
        {
          type: 'urn:ietf:params:acme:error:caa',
          detail: 'CAA record for a.test forbids it',
          identifier: { type: 'dns', value: 'a.test' },
        },
        {
          type: 'urn:ietf:params:acme:error:rejectedIdentifier',
          detail: 'no',
          identifier: { type: 'dns', value: 'b.test' },
        },
      ],
    });

    expect(problem?.type).toBe('malformed');
    expect(problem?.message).toBe(
      'Some of the identifiers requested were rejected (malformed); a.test: CAA record for a.test forbids it (caa); b.test: no (rejectedIdentifier); see https://ca.test/terms/v2',
    );
  });

  it('keeps a long link word for word although the text around it is cut', () => {
    const link = `https://portal.ca.test/sfe/v1/unpause?jwt=${'eyJhbGciOi.'.repeat(90)}end`;

    const problem = parseProblem({
      type: 'urn:ietf:params:acme:error:rateLimited',
      detail: `${'x'.repeat(450)} visit: ${link}`,
    });

    expect(problem?.detail.endsWith(`visit: … ${link}`)).toBe(true);
  });

  it('shows an address that is long by itself once, and nothing else', () => {
    const instance = `https://ca.test/agree?account=${'a1'.repeat(400)}`;

    const problem = parseProblem({
      type: 'urn:ietf:params:acme:error:userActionRequired',
      detail: 'new terms',
      instance,
    });

    expect(problem?.message).toBe(`new terms (userActionRequired); see ${instance}`);
  });

  it('makes control and direction characters harmless', () => {
    const problem = parseProblem({ type: 'a\u0000b', detail: 'one\r\nERROR two\u001b[2J\u202e' });

    expect(problem?.message).toBe('one ERROR two [2J (a b)');
  });

  it('understands a document whose detail alone is usable', () => {
    const problem = parseProblem({ type: 7, detail: 'no', subproblems: 'many', instance: {} });

    expect(problem?.message).toBe('no (about:blank)');
  });

  it.each([undefined, null, 'text', 7, [], {}, { status: 400 }])('sees no problem in %j', (value) => {
    expect(parseProblem(value)).toBeUndefined();
  });

  it('survives any JSON', () => {
    const document = fc.record(
      {
        type: fc.jsonValue(),
        detail: fc.jsonValue(),
        instance: fc.jsonValue(),
        subproblems: fc.array(fc.jsonValue()),
      },
      { requiredKeys: [] },
    );

    fc.assert(
      fc.property(document, (value) => {
        expect(parseProblem(value)?.message ?? '').not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('isCausedBy', () => {
  const problem = parseProblem({ type: 'urn:ietf:params:acme:error:orderNotReady' });
  const error = new RenewerError({
    code: 'order-refused',
    disposition: 'next-run',
    message: 'x',
    cause: problem,
  });

  it('tells the type of the problem behind an error', () => {
    expect(isCausedBy(error, 'orderNotReady')).toBe(true);
    expect(isCausedBy(error, 'badCSR')).toBe(false);
  });

  it('says no for errors that no problem caused', () => {
    expect(isCausedBy(new Error('orderNotReady'), 'orderNotReady')).toBe(false);
    expect(isCausedBy(undefined, 'orderNotReady')).toBe(false);
  });
});
