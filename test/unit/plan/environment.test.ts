import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../functions/plan/environment.ts';

describe('readEnvironment', () => {
  it('reads what the stack sets', () => {
    const environment = {
      REQUESTS_TABLE_NAME: 'r',
      STATES_TABLE_NAME: 'st',
      WORK_QUEUE_URL: 'https://queue',
      TOKEN_SECRET_NAME: 's',
      RENEWER_NAME: 'Certs',
      TICK_MINUTES: '15',
    };

    expect(readEnvironment(environment)).toEqual({
      tables: { requests: 'r', states: 'st' },
      queueUrl: 'https://queue',
      tokenSecretName: 's',
      renewerName: 'Certs',
      tickMinutes: 15,
    });
  });

  it('fails with every missing variable in one message', () => {
    expect(() => readEnvironment({})).toThrow(
      /REQUESTS_TABLE_NAME: missing.*STATES_TABLE_NAME: missing.*WORK_QUEUE_URL: missing.*TOKEN_SECRET_NAME: missing.*RENEWER_NAME: missing.*TICK_MINUTES: missing/,
    );
  });
});
