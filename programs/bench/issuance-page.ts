/** The issuance part of the printed page: how long it took, where the time went, how many requests. Pure. */

import { KINDS, type RequestKind } from '../../test/support/world/sent-requests.ts';
import { table } from '../text-table.ts';
import { API_LATENCY_MS, type BenchWorld, type IssuanceRuns, LAG_MS, type Sample } from './issuance-runs.ts';
import { median, spread } from './statistics.ts';

const AIM_OVER_FLOOR_MS = 500;

export function issuancePage({ nameServerCount, issuances }: BenchWorld): string[] {
  const rounds = issuances[0]?.engine.length ?? 0;
  const parties = issuances.flatMap(({ nameCount }) => [`${named(nameCount)}: engine`, 'floor']);
  return [
    `ISSUANCE  medians of ${rounds} interleaved runs; ${API_LATENCY_MS} ms DNScale latency, ` +
      `${LAG_MS / 1000} s lag on each of ${nameServerCount} servers`,
    ...table([
      ['', 'engine', 'min–max', 'floor', 'min–max', 'difference', 'ratio', 'aim'],
      ...issuances.map(durations),
    ]),
    '',
    ...table([['Where it goes (ms)', ...parties], ...phaseRows(issuances)]),
    '',
    ...table([['Requests per issuance', ...parties], ...requestRows(issuances, nameServerCount)]),
  ];
}

function named(count: number): string {
  return count === 1 ? '1 name' : `${count} names`;
}

function durations({ nameCount, engine, floor }: IssuanceRuns): string[] {
  const [ofEngine, ofFloor] = [engine, floor].map((samples) => samples.map(({ tookMs }) => tookMs));
  if (!ofEngine || !ofFloor) return [];
  const [engineMs, floorMs] = [median(ofEngine), median(ofFloor)];
  const differenceMs = engineMs - floorMs;
  return [
    named(nameCount),
    `${seconds(engineMs)} s`,
    spread(ofEngine, seconds),
    `${seconds(floorMs)} s`,
    spread(ofFloor, seconds),
    `${differenceMs < 0 ? '' : '+'}${seconds(differenceMs)} s`,
    (engineMs / floorMs).toFixed(2),
    `≤ +${seconds(AIM_OVER_FLOOR_MS)} s ${differenceMs <= AIM_OVER_FLOOR_MS ? 'met' : 'MISSED'}`,
  ];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

/** Each phase lasts until the first request of the kind. */
const PHASES: readonly { phase: string; until: RequestKind | 'end' }[] = [
  { phase: 'zones, account, before the order', until: 'newOrder' },
  { phase: 'order, authorizations', until: 'add TXT' },
  { phase: 'TXT added and propagated', until: 'challenge' },
  { phase: 'challenges answered, validated', until: 'finalize' },
  { phase: 'finalized', until: 'certificate' },
  { phase: 'download, rest of the clean-up', until: 'end' },
];

function phaseRows(issuances: IssuanceRuns[]): string[][] {
  const columns = issuances.flatMap(({ engine, floor }) => [engine, floor]);
  return PHASES.map(({ phase }, index) => [
    phase,
    ...columns.map((samples) => median(samples.map((sample) => phaseLengths(sample)[index] ?? 0)).toFixed(0)),
  ]);
}

function phaseLengths({ tookMs, startedAtMs, requests }: Sample): number[] {
  let beginsAtMs = startedAtMs;
  return PHASES.map(({ until }) => {
    const first = requests.find(({ kind }) => kind === until)?.atMs;
    const endsAtMs = first ?? startedAtMs + tookMs;
    const lengthMs = endsAtMs - beginsAtMs;
    beginsAtMs = endsAtMs;
    return lengthMs;
  });
}

function requestRows(issuances: IssuanceRuns[], nameServerCount: number): string[][] {
  const columns = issuances.flatMap(({ engine, floor }) => [engine, floor]);
  const kinds = KINDS.map(({ party, kind }) => [
    `${party} ${kind}`,
    ...columns.map((samples) =>
      counted(samples, (request) => request.kind === kind && request.party === party),
    ),
  ]).filter(([, ...counts]) => counts.some((count) => count !== '0'));
  const totals = ['ACME', 'DNScale'].map((party) => [
    `${party} in all`,
    ...columns.map((samples) => counted(samples, (request) => request.party === party)),
  ]);
  const expected = issuances.flatMap(({ nameCount }) => [`${2 + 2 * nameCount}`, '']);
  const questions = issuances.flatMap(({ engine, rrsetCount }) => {
    const perServer = engine.map(({ txtQuestions }) => txtQuestions / rrsetCount / nameServerCount);
    return [median(perServer).toFixed(1), '0'];
  });
  return [
    ...kinds,
    ...totals,
    ['  expected: ceil(zones/100) + ceil(records/1000) + 2 per value', ...expected],
    ['DNS questions per RRset and server', ...questions],
  ];
}

function counted(samples: Sample[], is: (request: Sample['requests'][number]) => boolean): string {
  return `${median(samples.map(({ requests }) => requests.filter(is).length))}`;
}
