/**
 * Which TXT values that DNScale lets nobody remove are gone from DNS. DNScale answers for a zone that was deleted as it does for a
 * token that is limited to other zones (404), so DNS is asked: the zone's own servers, whoever runs them by now
 * (docs/decisions/0059-a-zone-that-is-gone.md). It removes nothing.
 */
import pMap from 'p-map';
import { asRenewerError, listed, printable } from '../errors.ts';
import { memoize } from '../memoize.ts';
import type { Resolver, TxtAnswer, TxtRecord } from '../ports/dns.ts';
import type { Clock, Deadline } from '../ports/time.ts';

export type GonePorts = {
  resolver: Pick<Resolver, 'findNameServers' | 'askTxt' | 'canAskAuthorities'>;
  clock: Pick<Clock, 'now'>;
};

/** `proved`: DNS says that it is gone. `unseen`: for so long, nobody has shown it. */
export type GoneVerdict = { over?: 'proved' | 'unseen' | undefined; unseenSince?: Date | undefined };

/** A zone whose servers are all silent or broken for so long is no zone that a CA reads a value from. */
const UNSEEN_DAYS = 3;

const ZONES_AT_ONCE = 10;
const NAMES_AT_ONCE = 10;

/** One question for each zone that nobody serves, else one for each name, but none more to a silent server. MUST NOT throw. */
export async function judgeGone(
  records: readonly TxtRecord[],
  { resolver, clock }: GonePorts,
  deadline: Deadline,
): Promise<[TxtRecord, GoneVerdict][]> {
  const zones = [...Map.groupBy(records, ({ zoneName }) => zoneName).values()];
  const judged = await pMap(
    zones,
    async (ofZone) => {
      const sights = await sightsOf(ofZone, resolver, deadline);
      return ofZone.map((record, index): [TxtRecord, GoneVerdict] => {
        return [record, verdictOn(record, sights[index] ?? 'unknown', clock.now())];
      });
    },
    { concurrency: ZONES_AT_ONCE },
  );
  return judged.flat();
}

/** `gone` and `shown`: DNS says so. `unseen`: nobody shows it, and some that should say so do not. `unknown`: nobody could be asked. */
type Sight = 'gone' | 'shown' | 'unseen' | 'unknown';

function verdictOn({ unseenSince: before }: TxtRecord, sight: Sight, now: Date): GoneVerdict {
  if (sight === 'gone') return { over: 'proved' };
  if (sight === 'shown') return {};
  if (sight === 'unknown') return { unseenSince: before };
  const unseenSince = before ?? now;
  const isLong = now.getTime() - unseenSince.getTime() >= UNSEEN_DAYS * 24 * 60 * 60_000;
  return isLong ? { over: 'unseen' } : { unseenSince };
}

async function sightsOf(
  records: readonly TxtRecord[],
  resolver: GonePorts['resolver'],
  deadline: Deadline,
): Promise<Sight[]> {
  const [{ zoneName, name: firstName } = { zoneName: '', name: '' }] = records;
  const forAll = (sight: Sight) => records.map(() => sight);
  try {
    const servers = await resolver.findNameServers(zoneName, deadline);
    const answers = await Promise.all(servers.map((server) => resolver.askTxt(server, firstName, deadline)));
    // What no server serves, none shows, at whatever name.
    if (answers.every(isNotServed)) return forAll('gone');
    if (answers.every(isSilent) && !(await resolver.canAskAuthorities(zoneName, servers, deadline)))
      return forAll('unknown');
    if (answers.every(({ kind }) => kind === 'failure')) return forAll('unseen');
    // With what is silent asked about each name, a hundred names would take longer than a clean-up has.
    const ask = memoize((name: string) =>
      Promise.all(
        servers.map((server, index) => {
          const first = answers[index];
          return first && (name === firstName || isSilent(first))
            ? first
            : resolver.askTxt(server, name, deadline);
        }),
      ),
    );
    return await pMap(records, async ({ name, value }) => sightOf(await ask(name), value), {
      concurrency: NAMES_AT_ONCE,
    });
  } catch (thrown) {
    const { code, disposition } = asRenewerError(thrown);
    return forAll(code === 'not-delegated' && disposition === 'person' ? 'gone' : 'unknown');
  }
}

function sightOf(answers: readonly TxtAnswer[], value: string): Sight {
  if (answers.some((answer) => answer.kind === 'answer' && answer.values.includes(value))) return 'shown';
  return answers.every((answer) => answer.kind === 'answer' || isNotServed(answer)) ? 'gone' : 'unseen';
}

/** What a server says that does not serve the zone. Other failures prove nothing: between it and us may be a resolver, or a firewall. */
const NOT_SERVED = ['REFUSED', 'NOTAUTH'];

function isNotServed(answer: TxtAnswer): boolean {
  return answer.kind === 'failure' && NOT_SERVED.includes(answer.reason);
}

function isSilent(answer: TxtAnswer): boolean {
  return answer.kind === 'failure' && answer.silent === true;
}

const MOST_NAMES = 3;

/** A warning for each zone and reason. Without this, every run would fail at them: the zone may have been deleted long ago. */
export function goneWarnings(judged: readonly [TxtRecord, GoneVerdict][]) {
  const over = judged.filter(([, verdict]) => verdict.over !== undefined);
  const groups = Map.groupBy(over, ([{ zoneName }, verdict]) => `${verdict.over} ${zoneName}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const records = group.map(([record]) => record);
    return first === undefined ? [] : [warningOf(first[0].zoneName, records, first[1].over === 'proved')];
  });
}

function warningOf(zone: string, records: readonly TxtRecord[], isProved: boolean) {
  const zoneName = printable(zone);
  const names = [...new Set(records.map(({ name }) => printable(name)))];
  const isOne = records.length === 1;
  const what = isOne
    ? `A TXT value at ${names[0]} needs`
    : `${records.length} TXT values at ${listed(names, MOST_NAMES)} need`;
  const seen = isProved
    ? `DNS does not show ${isOne ? 'the value' : 'them'}`
    : `no name server of the zone has shown ${isOne ? 'the value' : 'them'} for ${UNSEEN_DAYS} days`;
  return {
    event: 'warning' as const,
    subject: zoneName,
    message:
      `${what} no removal any more: DNScale shows the zone ${zoneName} to this token no longer, and ${seen}. If the zone was ` +
      'deleted or has moved, nothing is to be done. If it is still at DNScale, let the token have it again; ' +
      '`dnscale-certs sweep` removes what is left.',
  };
}
