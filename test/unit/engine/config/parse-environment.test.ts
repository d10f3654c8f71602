import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  listVariable,
  numberVariable,
  parseEnvironment,
  textVariable,
} from '../../../../functions/engine/config/parse-environment.ts';

const SCHEMA = z.object({ NAME: textVariable(), SECONDS: numberVariable(), SERVERS: listVariable() });

describe('parseEnvironment', () => {
  it('reads texts, numbers and lists, and leaves other variables alone', () => {
    const environment = { NAME: 'x', SECONDS: '30', SERVERS: '192.0.2.1:53,[::1]:53', PATH: '/bin' };

    expect(parseEnvironment(SCHEMA, environment)).toEqual({
      NAME: 'x',
      SECONDS: 30,
      SERVERS: ['192.0.2.1:53', '[::1]:53'],
    });
  });

  it('reads an absent list as an empty one', () => {
    expect(parseEnvironment(SCHEMA, { NAME: 'x', SECONDS: '1' }).SERVERS).toEqual([]);
  });

  it('fails with every fault in one message', () => {
    expect(() => parseEnvironment(SCHEMA, { NAME: '', SECONDS: 'NaN' })).toThrow(
      "This function's environment variables are not as its stack sets them: " +
        'NAME: given ""; expected: a text; ' +
        'SECONDS: given "NaN"; expected: a whole number of at least 1. Deploy the stack again.',
    );
  });

  it('fails naming the function, where it has a name', () => {
    expect(() => parseEnvironment(SCHEMA, { SECONDS: '1', AWS_LAMBDA_FUNCTION_NAME: 'certs-renew' })).toThrow(
      expect.objectContaining({
        subject: 'certs-renew',
        message:
          'The environment variables of the function certs-renew are not as its stack sets them: NAME: missing; ' +
          'expected: a text. Deploy the stack again.',
      }),
    );
  });

  it.each(['0', '-1', '1.5', ' 1', '1e3', ''])('fails for "%s" in place of a number', (SECONDS) => {
    expect(() => parseEnvironment(SCHEMA, { NAME: 'x', SECONDS })).toThrow('SECONDS: given');
  });
});
