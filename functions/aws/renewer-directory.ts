/** Finds the renewers of an account and region by the descriptors that their stacks have written (SSM parameters). */
import { GetParametersByPathCommand, type Parameter, type SSMClient } from '@aws-sdk/client-ssm';
import { DESCRIPTOR_PREFIX, parseDescriptor, type RenewerDescriptor } from '../engine/config/descriptor.ts';
import { asRenewerError, type RenewerError } from '../engine/errors.ts';
import type { RenewerDirectory } from '../engine/ports/renewers.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import type { Person } from './person-advice.ts';

/** SSM gives no more at once. */
const PAGE_SIZE = 10;
/** A thousand renewers in one region: what is beyond is no list of renewers. */
const MAX_PAGES = 100;

export type RenewerDirectoryOptions = {
  client: Lazy<SSMClient>;
  /** Whose credentials make the calls. */
  caller: Person;
};

export function createRenewerDirectory(options: RenewerDirectoryOptions): RenewerDirectory {
  return {
    async listRenewers(deadline) {
      const found = (await readParameters(options, deadline)).map(readDescriptor);
      return {
        renewers: found.flatMap((one) => ('renewerName' in one ? [one] : [])),
        unreadable: found.flatMap((one) => ('renewerName' in one ? [] : [one])),
      };
    },
    region: () => options.client().config.region(),
  };
}

async function readParameters(
  { client, caller }: RenewerDirectoryOptions,
  deadline: Deadline,
): Promise<Parameter[]> {
  const call = {
    action: 'ssm:GetParametersByPath',
    resource: `parameters ${DESCRIPTOR_PREFIX}*`,
    caller,
  };
  const parameters: Parameter[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const command = new GetParametersByPathCommand({
      Path: DESCRIPTOR_PREFIX,
      MaxResults: PAGE_SIZE,
      NextToken,
    });
    // An empty page with a token is usual: SSM searches a part at a time.
    const answer = await callAws(call, deadline, (options) => client().send(command, options));
    parameters.push(...(answer.Parameters ?? []));
    NextToken = answer.NextToken;
    if (NextToken === undefined) break;
  }
  return parameters;
}

function readDescriptor({ Name = '', Value = '' }: Parameter): RenewerDescriptor | RenewerError {
  try {
    return parseDescriptor(Value, Name);
  } catch (thrown) {
    return asRenewerError(thrown);
  }
}
