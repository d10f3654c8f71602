import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refused } from '../../../functions/acme/ca-errors.ts';
import { parseProblem } from '../../../functions/acme/problem.ts';
import { NOW } from '../../support/builders.ts';
import { foreignJson, foreignText, UNSAFE } from './foreign-text.ts';

const type = fc
  .oneof(
    fc.constantFrom(
      'rateLimited',
      'badNonce',
      'caa',
      'compound',
      '__proto__',
      'constructor',
      'invalidProfile',
    ),
    foreignText(),
  )
  .map((name) => `urn:ietf:params:acme:error:${name}`);
const subproblem = fc.record(
  { type, detail: foreignText(), identifier: fc.record({ type: fc.constant('dns'), value: foreignText() }) },
  { requiredKeys: [] },
);
const document = fc.record(
  {
    type,
    detail: foreignText(),
    instance: foreignText(),
    subproblems: fc.array(subproblem, { maxLength: 4 }),
  },
  { requiredKeys: ['type'] },
);

describe('what the CA says', () => {
  it('never makes parseProblem throw, and is safe to print in every part', () => {
    fc.assert(
      fc.property(fc.oneof(document, foreignJson()), (value) => {
        const problem = parseProblem(value);
        if (!problem) return;
        const { message, detail, instance = '', subproblems } = problem;
        const parts = subproblems.flatMap((part) => [part.type, part.detail, part.domainName ?? '']);
        for (const text of [message, problem.type, detail, instance, ...parts])
          expect(text).not.toMatch(UNSAFE);
      }),
      { numRuns: 300 },
    );
  });

  it('becomes an error that never means "retry now" unless the CA said alreadyReplaced', () => {
    const refusal = fc.record({
      host: fc.constant('ca.test'),
      resource: fc.constantFrom('newOrder' as const, 'order' as const, 'finalize' as const),
      status: fc.integer({ min: 400, max: 599 }),
      problem: document.map(parseProblem),
      retryAfter: fc.option(foreignText(), { nil: undefined }),
      profiles: fc.array(foreignText(), { maxLength: 3 }),
      caaIdentities: fc.array(foreignText(), { maxLength: 3 }),
      now: fc.constant(NOW),
    });

    fc.assert(
      fc.property(refusal, (seen) => {
        const error = refused(seen);
        expect(error.message).not.toMatch(UNSAFE);
        expect(error.subject ?? '').not.toMatch(UNSAFE);
        expect(error.disposition).not.toBe('this-run');
        if (error.disposition === 'not-before')
          expect(error.retryAt?.getTime()).toBeGreaterThan(NOW.getTime());
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a link to unpause whole, after a text of any length', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3_000 }), fc.stringMatching(/^[A-Za-z0-9_-]{10,800}$/), (length, token) => {
        const link = `https://portal.ca.test/sfe/v1/unpause?jwt=${token}`;
        const detail = `${'x'.repeat(length)} Please visit: ${link}`;
        expect(parseProblem({ type: 'urn:ietf:params:acme:error:rateLimited', detail })?.message).toContain(
          link,
        );
      }),
    );
  });

  it('holds a hundred subproblems at most, and no text of more than a few lines', () => {
    const problem = parseProblem({
      type: 'urn:ietf:params:acme:error:compound',
      detail: 'x'.repeat(100_000),
      subproblems: Array.from({ length: 1_000 }, (_, i) => ({
        type: 't',
        detail: `${i} ${'y'.repeat(5_000)}`,
      })),
    });

    expect(problem?.subproblems).toHaveLength(100);
    expect(problem?.detail).toBe(`${'x'.repeat(500)}…`);
  });
});
