import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProblem } from '../../../functions/dnscale/problem.ts';

function problemIn(body: unknown, requestId?: string) {
  return parseProblem({ text: typeof body === 'string' ? body : JSON.stringify(body), requestId });
}

describe('parseProblem', () => {
  it('reads the envelope of the contract', () => {
    const error = { code: 'INVALID_ZONE_ID', message: 'Zone ID must be a UUID' };

    expect(problemIn({ status: 'error', error }, 'req-1')).toEqual({
      code: 'INVALID_ZONE_ID',
      message: 'Zone ID must be a UUID',
      requestId: 'req-1',
    });
  });

  it('adds the details of a validation', () => {
    const error = {
      code: 'VALIDATION_ERROR',
      message: 'Validation failed',
      details: [{ field: 'ttl', message: 'too low' }],
    };

    expect(problemIn({ error }).message).toBe('Validation failed [{"field":"ttl","message":"too low"}]');
  });

  it.each([
    [{ error: 'Not found' }, 'Not found'],
    [{ message: 'Not found' }, 'Not found'],
    [{ error: { message: 'Not found', code: 7, details: 'none' } }, 'Not found'],
  ])('reads %j', (body, message) => {
    expect(problemIn(body)).toEqual({ code: undefined, message, requestId: undefined });
  });

  it.each([{ error: { request_id: 'req-2' } }, { request_id: 'req-2' }])(
    'finds the request id in %j',
    (body) => {
      expect(problemIn(body).requestId).toBe('req-2');
    },
  );

  it.each(['', '<html>no</html>', 'null', '[]', '7', '{"error":null}', '{"error":[]}'])(
    'is without words for %s',
    (body) => {
      expect(problemIn(body)).toEqual({ code: undefined, message: undefined, requestId: undefined });
    },
  );

  it('cleans and shortens what DNScale says', () => {
    const problem = problemIn(
      { error: { code: 'A\u001b[31mB', message: `x\r\n\u202e${'y'.repeat(400)}` } },
      'id\n1',
    );

    expect(problem.code).toBe('A [31mB');
    expect(problem.message).toBe(`x ${'y'.repeat(298)}…`);
    expect(problem.requestId).toBe('id 1');
  });

  it('never throws and never gives a control character', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.json().map((json) => `{"error":${json}}`),
        ),
        (text) => {
          expect(Object.values(problemIn(text)).join('')).not.toMatch(/\p{Cc}/u);
        },
      ),
    );
  });
});
