import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../functions/plan/environment.ts';

describe('readEnvironment', () => {
  it('reads what the stack sets', () => {
    const environment = { RECORDS_TABLE_NAME: 't', WORK_QUEUE_URL: 'https://queue', TOKEN_SECRET_NAME: 's' };

    expect(readEnvironment(environment)).toEqual({
      tableName: 't',
      queueUrl: 'https://queue',
      tokenSecretName: 's',
    });
  });

  it('fails with every missing variable in one message', () => {
    expect(() => readEnvironment({})).toThrow(
      /RECORDS_TABLE_NAME: missing.*WORK_QUEUE_URL: missing.*TOKEN_SECRET_NAME: missing/,
    );
  });
});
