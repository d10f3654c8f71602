/** The one renewer that takes what is adopted, and which CAs it takes. */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { factsOf, listed, RenewerError } from '../../functions/engine/errors.ts';
import type { RenewerDirectory } from '../../functions/engine/ports/renewers.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { findRenewers } from '../renewer/find-renewers.ts';
import type { Authorities } from './plan.ts';

/** @throws RenewerError for none, for several where none is named, and for one beside them that cannot be read. */
export async function findRenewer(
  directory: RenewerDirectory,
  name: string | undefined,
  deadline: Deadline,
): Promise<RenewerDescriptor> {
  const { renewers, unreadable } = await findRenewers(directory, name, deadline);
  const [only, ...others] = renewers;
  // Keys that are in the wrong one stay there.
  const unread = name === undefined ? unreadable.map((one) => ` One cannot be read: ${factsOf(one)}`) : [];
  if (only && others.length + unread.length === 0) return only;
  const names = renewers.map(({ renewerName }) => renewerName);
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `There is more than one renewer: ${listed(names, 10)}.${unread[0] ?? ''}`,
    advice: 'Give --renewer.',
  });
}

/** @throws RenewerError `config-invalid` where an earlier release has deployed it. */
export function authoritiesOf({ renewerName, ...descriptor }: RenewerDescriptor): Authorities {
  const { certificateAuthority: byDefault, certificateAuthorities = byDefault } = descriptor;
  if (byDefault !== undefined)
    return { byDefault, allowed: (certificateAuthorities ?? byDefault).split(' ') };
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: renewerName,
    message: `${renewerName} was deployed by a release that does not say which CAs it takes.`,
    advice: 'Deploy it again with this release: `npx cdk deploy --import-existing-resources`.',
  });
}
