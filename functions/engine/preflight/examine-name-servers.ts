/**
 * Does every delegated server answer for the zone, over UDP and over TCP, and do all show the same version of it? The
 * CA needs both transports and may ask any of them. Where no DNS question leaves this network, it judges none of them.
 */
import type { DelegationResolver } from '../dns/find-delegation.ts';
import { onlyFamily, withinReach } from '../dns/within-reach.ts';
import { printable } from '../errors.ts';
import type { DnsInspector, NameServerAddress, Resolver, SoaAnswer } from '../ports/dns.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { type About, type Finding, failure, findingsOf, ok, unknown, warning } from './findings.ts';

export type NameServerPorts = {
  clock: Clock;
  resolver: DelegationResolver & Pick<Resolver, 'canAskAuthorities'>;
  inspector: Pick<DnsInspector, 'askSoa'>;
};

type Asked = { server: NameServerAddress; udp: SoaAnswer; tcp: SoaAnswer };
type Serial = { server: NameServerAddress; serial: number };

/** A change that is under way makes serials differ for a moment. */
const SECOND_QUESTION_MS = 1_000;

/** @throws RenewerError what `findNameServers` throws. */
export async function examineNameServers(
  zoneName: string,
  ports: NameServerPorts,
  deadline: Deadline,
): Promise<Finding[]> {
  const asked = await askServers(zoneName, ports, deadline);
  const answering = asked.filter(({ udp, tcp }) => udp.kind === 'answer' || tcp.kind === 'answer');
  const silent = asked.map(({ server }) => server);
  if (asked.every(isSilent) && !(await ports.resolver.canAskAuthorities(zoneName, silent, deadline))) {
    return [onlyFamily(silent) === 'IPv6' ? ipv6IsMissing(zoneName) : portIsClosed(zoneName)];
  }
  return [
    ...describeAnswers(zoneName, asked),
    ...(await findingsOf(
      aboutSerial(zoneName),
      () => examineSerials(zoneName, answering, ports, deadline),
      deadline,
    )),
  ];
}

/** Those that a resolver names are asked at once, beside the parent: it may be silent. */
async function askServers(
  zoneName: string,
  { resolver, inspector }: NameServerPorts,
  deadline: Deadline,
): Promise<Asked[]> {
  const found = await resolver.findNameServers(zoneName, deadline);
  const ask = async (server: NameServerAddress) => {
    const [udp, tcp] = await Promise.all([
      inspector.askSoa(server, zoneName, 'udp', deadline),
      inspector.askSoa(server, zoneName, 'tcp', deadline),
    ]);
    return { server, udp, tcp };
  };
  const [asked, { servers }] = await Promise.all([
    Promise.all(found.map(ask)),
    resolver.readDelegation(zoneName, found, deadline),
  ]);
  const further = servers.filter(({ address }) => found.every((one) => one.address !== address));
  return [...asked, ...(await Promise.all(further.map(ask)))];
}

function isSilent({ udp, tcp }: Asked): boolean {
  return udp.kind === 'failure' && udp.silent === true && tcp.kind === 'failure' && tcp.silent === true;
}

function portIsClosed(zoneName: string): Finding {
  return unknown(
    { check: 'name-servers', subject: zoneName },
    'could not be asked: this network lets no DNS questions out (port 53), not to other name servers either',
    'Run this where port 53 is open. Without it, the renewer cannot see when a TXT value has arrived, and waits a fixed time instead.',
  );
}

function ipv6IsMissing(zoneName: string): Finding {
  return unknown(
    { check: 'name-servers', subject: zoneName },
    'could not be asked: they have IPv6 addresses only, and from here no name server answers over IPv6',
    'Run this where there is IPv6. Without it, the renewer cannot see when a TXT value has arrived, and waits a fixed time instead.',
  );
}

/** The rule of propagation: a few broken servers do not stop an issuance, more than half do. */
function describeAnswers(zoneName: string, asked: readonly Asked[]): Finding[] {
  const about = { check: 'name-servers', subject: zoneName };
  const judged = withinReach(asked, isSilent);
  const broken = judged.filter(({ udp, tcp }) => udp.kind === 'failure' || tcp.kind === 'failure');
  const count = judged.length === 1 ? '1 address answers' : `${judged.length} addresses answer`;
  const left = outOfReach(asked.length - judged.length, judged);
  if (broken.length === 0) return [ok(about, `${count} over UDP and over TCP${left}`)];
  const judge = broken.length * 2 > judged.length ? failure : warning;
  return broken.map((one) =>
    judge(
      about,
      `${nameOf(one.server)}: ${faultsOf(one)}`,
      'The CA may ask this server. Tell its operator; a firewall in front of it must let UDP and TCP through.',
    ),
  );
}

function outOfReach(count: number, judged: readonly Asked[]): string {
  if (count === 0) return '';
  const family = judged.some(({ server }) => server.address.includes(':')) ? 'IPv4' : 'IPv6';
  return `; ${count} more cannot be reached from here, where nothing answers over ${family}, and are not judged`;
}

function faultsOf({ udp, tcp }: Asked): string {
  const over = { UDP: udp, TCP: tcp };
  return Object.entries(over)
    .flatMap(([transport, answer]) =>
      answer.kind === 'failure' ? [`${printable(answer.reason)} over ${transport}`] : [],
    )
    .join(', ');
}

function aboutSerial(zoneName: string): About {
  return { check: 'serial', subject: zoneName };
}

/** Asks a second time before it warns: a change may be under way. */
async function examineSerials(
  zoneName: string,
  answering: readonly Asked[],
  { clock, inspector }: NameServerPorts,
  deadline: Deadline,
): Promise<Finding[]> {
  const about = aboutSerial(zoneName);
  const first = answering.flatMap(({ server, udp, tcp }) =>
    serialsOf(server, udp.kind === 'answer' ? udp : tcp),
  );
  const [serial, ...others] = valuesOf(first);
  if (serial === undefined) return [];
  if (others.length === 0) return [ok(about, `all that answer show serial ${serial}`)];
  await clock.sleep(SECOND_QUESTION_MS, deadline);
  const second = await Promise.all(
    answering.map(async ({ server, udp }) => {
      const transport = udp.kind === 'answer' ? 'udp' : 'tcp';
      return serialsOf(server, await inspector.askSoa(server, zoneName, transport, deadline));
    }),
  );
  return [describeSerials(about, second.flat())];
}

function describeSerials(about: About, serials: readonly Serial[]): Finding {
  const values = valuesOf(serials);
  if (values.length === 1)
    return ok(about, `all that answer show serial ${values[0]}, after a change that was under way`);
  const seen = values.map((value) => {
    const servers = serials.filter(({ serial }) => serial === value).map(({ server }) => nameOf(server));
    return `${value} at ${servers.join(', ')}`;
  });
  return warning(
    about,
    `the servers show different versions of the zone: serial ${seen.join('; ')}`,
    'Wait until they agree. If they still differ after some minutes, tell DNScale: an issuance waits for the slowest.',
  );
}

function serialsOf(server: NameServerAddress, answer: SoaAnswer): Serial[] {
  return answer.kind === 'answer' ? [{ server, serial: answer.serial }] : [];
}

function valuesOf(serials: readonly Serial[]): number[] {
  return [...new Set(serials.map(({ serial }) => serial))].sort((a, b) => b - a);
}

function nameOf({ nameServer, address }: NameServerAddress): string {
  return `${printable(nameServer)} (${address})`;
}
