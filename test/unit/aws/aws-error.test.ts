import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  awsErrorName,
  awsWords,
  callAws,
  isDenied,
  isThrottled,
  isUnanswered,
} from '../../../functions/aws/aws-error.ts';
import { RenewerError } from '../../../functions/engine/errors.ts';
import { noDeadline } from '../../support/builders.ts';
import { sdkError } from './scripted-client.ts';

const CALL = { action: 's3:PutObject', resource: 'bucket b, key k', code: 'store-failed' } as const;

async function failureOf(thrown: unknown): Promise<RenewerError> {
  const failure = await callAws(CALL, noDeadline(), () => Promise.reject(thrown)).catch((error) => error);
  expect(failure).toBeInstanceOf(RenewerError);
  return failure as RenewerError;
}

describe('callAws', () => {
  it('returns the answer and hands the deadline over', async () => {
    const deadline = noDeadline();

    const answer = await callAws(CALL, deadline, async ({ abortSignal }) => abortSignal);

    expect(answer).toBe(deadline.signal);
  });

  it('fails at the deadline when the SDK keeps pausing', async () => {
    const controller = new AbortController();
    const deadline = { at: new Date(), signal: controller.signal };
    const answer = callAws(CALL, deadline, () => new Promise(() => {}));

    controller.abort(
      new RenewerError({ code: 'deadline-exceeded', disposition: 'next-run', message: 'over' }),
    );

    await expect(answer).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });

  it('fails for a person, naming what to allow, when AWS denies the call', async () => {
    const failure = await failureOf(sdkError('AccessDenied', 'User x is not authorized.'));

    expect(failure).toMatchObject({
      code: 'store-failed',
      disposition: 'person',
      subject: 'bucket b, key k',
    });
    expect(failure.message).toBe(
      "AWS did not do s3:PutObject on bucket b, key k: AccessDenied: User x is not authorized (AWS request req-1). Allow s3:PutObject on it for the role of this function, in its own policy and in the resource's.",
    );
  });

  it('says what came of each address when none took the connection', async () => {
    const refused = Object.assign(new Error('connect'), { address: '192.0.2.1', code: 'ETIMEDOUT' });

    const failure = await failureOf(new AggregateError([refused]));

    expect(failure.disposition).toBe('next-run');
    expect(failure.message).toContain('none of its addresses took the connection: 192.0.2.1 (ETIMEDOUT)');
  });

  it.each(['NoSuchBucket', 'ResourceNotFoundException', 'QueueDoesNotExist'])(
    'fails for a person when the resource is missing (%s)',
    async (name) => {
      expect(await failureOf(sdkError(name))).toMatchObject({ disposition: 'person' });
    },
  );

  it.each(['ThrottlingException', 'InternalError', 'TimeoutError'])(
    'fails for the next run on %s',
    async (name) => {
      expect(await failureOf(sdkError(name))).toMatchObject({ disposition: 'next-run' });
    },
  );

  it('fails with a code of its own when the adapter has no better one', async () => {
    const call = { action: 'sqs:SendMessage', resource: 'queue q' };

    const failure = callAws(call, noDeadline(), () => Promise.reject(sdkError('InternalError')));

    await expect(failure).rejects.toMatchObject({ code: 'aws-failed' });
  });

  it('fails without a key that AWS quotes back, and without control characters', async () => {
    const failure = await failureOf(
      sdkError(
        'ValidationException',
        'bad\u001b[2J value -----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----',
      ),
    );

    expect(failure.message).toContain('bad [2J value [PEM left out]');
    expect(failure.message).not.toContain('MIIB');
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain('MIIB');
  });

  it.each([
    [400, false],
    [503, true],
  ])('tells after such an error of HTTP %d too whether AWS may have acted', async (status, may) => {
    const failure = await failureOf(sdkError('X', "Value '-----BEGIN PRIVATE KEY-----'", status));

    expect(awsErrorName(failure)).toBe('X');
    expect(isUnanswered(failure)).toBe(may);
  });

  it("fails with the deadline's reason, not with what the SDK throws when it is aborted", async () => {
    const controller = new AbortController();
    const deadline = { at: new Date('2026-11-23T06:00:00Z'), signal: controller.signal };
    const reason = new RenewerError({ code: 'deadline-exceeded', disposition: 'next-run', message: 'over' });

    const failure = callAws(CALL, deadline, async () => {
      controller.abort(reason);
      throw sdkError('AbortError');
    });

    await expect(failure).rejects.toBe(reason);
  });

  it('sends nothing once the deadline has passed', async () => {
    let sent = 0;
    const deadline = { at: new Date(0), signal: AbortSignal.abort(new Error('over')) };

    const failure = callAws(CALL, deadline, async () => {
      sent += 1;
    });

    await expect(failure).rejects.toThrow('over');
    expect(sent).toBe(0);
  });
});

describe('awsErrorName', () => {
  it('is the name that the SDK gave', async () => {
    expect(awsErrorName(await failureOf(sdkError('NoSuchKey')))).toBe('NoSuchKey');
  });

  it('is undefined for an error that did not come from AWS', () => {
    expect(awsErrorName(sdkError('NoSuchKey'))).toBeUndefined();
  });
});

describe('awsWords', () => {
  it("is AWS's sentence without its full stop", async () => {
    expect(awsWords(await failureOf(sdkError('X', 'The key is too big.')))).toBe('The key is too big');
  });
});

describe('isDenied', () => {
  it('knows a denial from an outage', async () => {
    expect(isDenied(await failureOf(sdkError('AccessDeniedException')))).toBe(true);
    expect(isDenied(await failureOf(sdkError('AuthorizationErrorException')))).toBe(true);
    expect(isDenied(await failureOf(sdkError('InternalError')))).toBe(false);
  });
});

describe('isThrottled', () => {
  it('knows a throttled call from an outage', async () => {
    expect(isThrottled(await failureOf(sdkError('ThrottlingException')))).toBe(true);
    expect(isThrottled(await failureOf(sdkError('InternalError')))).toBe(false);
  });
});
