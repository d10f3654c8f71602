/** The error of a propagation that was not complete in time: it names RRsets, servers and what they said. Pure. */
import { listed, printable, RenewerError } from '../errors.ts';
import { shownServers, unknownServers } from './name-server-names.ts';
import type { Standing } from './propagation-verdict.ts';

const MAX_NAMES_SHOWN = 10;

type Unpropagated = {
  zoneName: string;
  name: string;
  /** One for each address; empty when the name servers were not found in time. */
  standings: readonly Standing[];
};

/**
 * @param bound how the wait ended, e.g. `after 120 s`.
 * @param cause the deadline's own error.
 * @param nameServerDomains the domains of DNScale's name servers.
 */
export function propagationTimeout(
  rrsets: readonly Unpropagated[],
  bound: string,
  cause: unknown,
  nameServerDomains?: readonly string[],
): RenewerError {
  const findings = [...groupByFinding(rrsets)].map(
    ([finding, names]) => `${listed(names, MAX_NAMES_SHOWN)}: ${finding}`,
  );
  const others = servedByOthers(rrsets, nameServerDomains);
  return new RenewerError({
    code: 'propagation-timeout',
    disposition: 'next-run',
    subject: rrsets[0]?.zoneName,
    message:
      `The TXT values are not on every authoritative name server ${bound}. ${findings.join('. ')}. ` +
      'Their challenges were not answered, which would have cost a failed validation.',
    advice: `${others}If it fails again, check that these servers are the ones DNScale gave for the zone.`,
    adviceToCaller:
      `${others}Run this again: it continues with the same order and values. If it fails again, check that these servers ` +
      'are the ones DNScale gave for the zone.',
    next: 'The next run tries again.',
    cause,
  });
}

/** Servers that answer without our values, and are not known to be DNScale's. */
function servedByOthers(
  rrsets: readonly Unpropagated[],
  nameServerDomains: readonly string[] | undefined,
): string {
  const behind = rrsets.flatMap(({ standings }) => standings.filter(({ verdict }) => verdict === 'lagging'));
  const servers = behind.map(({ server }) => server);
  const unknown = nameServerDomains ? unknownServers(servers, nameServerDomains) : [];
  if (unknown.length === 0) return '';
  return (
    `The zone seems to be served by others, who do not have what is written at DNScale: ${shownServers(unknown)}. At the ` +
    'registrar, set the name servers that DNScale shows for it. '
  );
}

/** Names that wait for the same servers share one finding: a server often lags for all of them. */
function groupByFinding(rrsets: readonly Unpropagated[]): Map<string, string[]> {
  const namesOf = new Map<string, string[]>();
  for (const { name, standings } of rrsets) {
    const finding = describe(standings);
    namesOf.set(finding, [...(namesOf.get(finding) ?? []), name]);
  }
  return namesOf;
}

function describe(standings: readonly Standing[]): string {
  if (standings.length === 0) return 'its name servers were not found in time';
  const behind = standings.filter(({ verdict }) => verdict !== 'complete');
  const findings = behind.map(({ server, verdict, detail }) => {
    const where = `${printable(server.nameServer)} (${server.address})`;
    if (verdict === 'lagging') return `${where} shows ${detail}`;
    return verdict === 'failing' ? `${where} fails: ${printable(detail)}` : `${where} gave no answer yet`;
  });
  const complete = standings.length - behind.length;
  return `${complete} of ${standings.length} addresses show all values; ${findings.join('; ')}`;
}
