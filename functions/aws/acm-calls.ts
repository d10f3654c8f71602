/**
 * Every call of these adapters to the ACM of a region. A region that the account has not enabled knows none of the
 * account's credentials: its refusal reads like a lost permission and means something else.
 */
import { RenewerError } from '../engine/errors.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { type AwsCall, awsErrorName, awsWords, callAws } from './aws-error.ts';

/** @throws RenewerError as callAws does; for a person when the region is not enabled. `import-failed` unless `call` says else. */
export async function callAcm<Answer>(
  region: string,
  call: AwsCall,
  deadline: Deadline,
  send: (options: { abortSignal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await callAws({ code: 'import-failed', server: region, ...call }, deadline, send);
  } catch (thrown) {
    const name = awsErrorName(thrown) ?? '';
    if (!(thrown instanceof RenewerError) || !REGION_OFF.test(name)) throw thrown;
    throw new RenewerError({
      code: 'import-failed',
      disposition: 'person',
      subject: region,
      message:
        `ACM in ${region} does not know this account (${name}: "${awsWords(thrown)}" at ${call.action}): the region ` +
        `${region} is not enabled.`,
      advice: 'Enable it for the account, or take it out of `regions`.',
      cause: thrown.cause,
    });
  }
}

const REGION_OFF = /^(UnrecognizedClientException|InvalidClientTokenId|OptInRequired)$/;
