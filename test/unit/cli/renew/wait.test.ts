import { describe, expect, it } from 'vitest';
import { senderTo } from '../../../../cli/renew/wait.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { aDescriptor, noDeadline } from '../../../support/builders.ts';

const ENDED = new RenewerError({
  code: 'aws-failed',
  disposition: 'person',
  message: 'AWS did not do sqs:SendMessage: the session has expired.',
  advice: 'Sign in: aws sso login --profile shop',
});

describe('senderTo', () => {
  it('says once that nothing was sent, and nothing behind a command', async () => {
    const warnings: string[] = [];
    const send = senderTo(aDescriptor(), () => Promise.reject(ENDED), {
      warn: (message) => warnings.push(message),
    });

    await send(['example.com'], noDeadline());
    await send(['example.org'], noDeadline());

    expect(warnings).toEqual([
      'The checks come with the next ticks only, every ten minutes: AWS did not do sqs:SendMessage: the session has expired. Sign in: aws sso login --profile shop',
    ]);
  });
});
