/** Which bucket has the certificate, where `--bucket` does not say it: the renewer's descriptor does, to who may read it. */
import { factsOf, listed, RenewerError } from '../../functions/engine/errors.ts';
import type { RenewerDirectory } from '../../functions/engine/ports/renewers.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { findRenewers } from '../renewer/find-renewers.ts';

/** @throws RenewerError `config-invalid` where there is no renewer, more than one, or none may be read. */
export async function findBucket(
  directory: RenewerDirectory,
  renewerName: string | undefined,
  deadline: Deadline,
): Promise<string> {
  const { renewers } = await findRenewers(directory, renewerName, deadline).catch((thrown) => {
    // A server's role has no right to ask SSM, and needs none.
    if (thrown instanceof RenewerError && thrown.code === 'aws-failed')
      throw notKnown(factsOf(thrown), thrown);
    throw thrown;
  });
  const [only, ...others] = renewers;
  if (only && others.length === 0) return only.bucketName;
  const names = renewers.map((one) => one.renewerName);
  throw notKnown(`There is more than one renewer: ${listed(names, MOST_NAMES)}.`);
}

const MOST_NAMES = 10;

function notKnown(why: string, cause?: unknown): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `Which bucket has the certificate is not known: ${why}`,
    advice: 'Give --bucket: `dnscale-certs status NAME` names it, where the renewer is operated.',
    cause,
  });
}
