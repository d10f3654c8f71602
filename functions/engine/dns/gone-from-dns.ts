/**
 * Whether a TXT value that DNScale lets nobody remove is gone from DNS. DNScale answers for a zone that was deleted as it does for a
 * token that is limited to other zones (404), so DNS is asked: the zone's own servers, whoever runs them by now.
 */
import { asRenewerError } from '../errors.ts';
import type { Resolver, TxtAnswer, TxtRecord } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';

/** True only where DNS says so: no delegation, or each server was heard and none shows the value. MUST NOT throw. */
export async function isGoneFromDns(
  { zoneName, name, value }: TxtRecord,
  resolver: Pick<Resolver, 'findNameServers' | 'askTxt'>,
  deadline: Deadline,
): Promise<boolean> {
  try {
    const servers = await resolver.findNameServers(zoneName, deadline);
    const answers = await Promise.all(servers.map((server) => resolver.askTxt(server, name, deadline)));
    return answers.every((answer) => lacks(answer, value));
  } catch (thrown) {
    const { code, disposition } = asRenewerError(thrown);
    return code === 'not-delegated' && disposition === 'person';
  }
}

/** What a server says that does not serve the zone. Other failures say nothing: between it and us may be a resolver, or a firewall. */
const NOT_SERVED = ['REFUSED', 'NOTAUTH'];

function lacks(answer: TxtAnswer, value: string): boolean {
  return answer.kind === 'answer' ? !answer.values.includes(value) : NOT_SERVED.includes(answer.reason);
}
