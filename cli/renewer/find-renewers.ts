/** Which renewers a subcommand is about: the one that `--renewer` names, else all of the region. */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { listed, RenewerError } from '../../functions/engine/errors.ts';
import type { RenewerDirectory } from '../../functions/engine/ports/renewers.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';

export type FoundRenewers = {
  /** One or more, by name. */
  renewers: RenewerDescriptor[];
  /** What could not be read, and may be a renewer too. */
  unreadable: RenewerError[];
};

const MOST_NAMES = 10;

/** @throws RenewerError `config-invalid` when there is none, or none of that name. */
export async function findRenewers(
  directory: RenewerDirectory,
  renewerName: string | undefined,
  deadline: Deadline,
): Promise<FoundRenewers> {
  const { renewers: all, unreadable } = await directory.listRenewers(deadline);
  const renewers = all
    .filter((one) => renewerName === undefined || one.renewerName === renewerName)
    .toSorted((a, b) => (a.renewerName < b.renewerName ? -1 : 1));
  if (renewers.length > 0) return { renewers, unreadable };
  if (unreadable[0]) throw unreadable[0];
  throw noRenewer(await directory.region(), renewerName, all);
}

function noRenewer(
  region: string,
  renewerName: string | undefined,
  others: readonly RenewerDescriptor[],
): RenewerError {
  const which = renewerName === undefined ? 'no renewer' : `no renewer ${renewerName}`;
  const names = others.map((one) => one.renewerName);
  const there = names.length > 0 ? ` There is: ${listed(names, MOST_NAMES)}.` : '';
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `There is ${which} in ${region} of this AWS account.${there}`,
    advice:
      'Give --region or --profile of where it is deployed, or deploy it: `npx cdk deploy --import-existing-resources`',
  });
}
