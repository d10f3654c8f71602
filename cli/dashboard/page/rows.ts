/** The rows of the table from a reading: filtered, searched, sorted and grouped. Pure: the caller passes the time. */
import type { StatusDocument } from '../page-document.ts';
import { type Group, groupOf, rankOf, type Tile } from './groups.ts';
import { DAY_MS } from './time-words.ts';

type Renewer = StatusDocument['renewers'][number];
export type Certificate = Renewer['certificates'][number];

export type Row = {
  /** `renewer/name` */
  key: string;
  renewerName: string;
  certificate: Certificate;
  group: Group;
  zone: string;
  /** It needs somebody, now or soon: its row says why. */
  isTroubled: boolean;
  isExpiring: boolean;
  startMs: number | undefined;
  endMs: number | undefined;
  renewsMs: number | undefined;
  ranMs: number | undefined;
  targets: Share;
  served: Share | undefined;
  /** What the search looks through, in small letters. */
  text: string;
};

export type Share = { ok: number; all: number };

export const SORT_KEYS = ['name', 'state', 'expires', 'renews', 'targets', 'served', 'last-run'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export type Sort = { by: SortKey; isReversed: boolean };
export const GROUPINGS = ['zone', 'renewer', 'none'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export type Item =
  | { kind: 'heading'; title: string; renewerName: string; count: number; worst: Group; troubled: number }
  | { kind: 'row'; row: Row };

export type Choice = { filters: readonly Tile[]; search: string; sort: Sort; grouping: Grouping };

export function rowsOf(renewers: readonly Renewer[], nowMs: number): Row[] {
  const zones = new Set(
    renewers.flatMap(({ certificates }) => certificates.flatMap((one) => Object.values(one.zones))),
  );
  return renewers.flatMap(({ renewerName, certificates }) =>
    certificates.map((certificate) => rowOf(renewerName, certificate, zoneOf(certificate, zones), nowMs)),
  );
}

export function arrange(rows: readonly Row[], { filters, search, sort, grouping }: Choice): Item[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = rows.filter(
    (row) =>
      (filters.length === 0 || filters.some((tile) => isOf(row, tile))) &&
      words.every((word) => row.text.includes(word)),
  );
  const sorted = shown.toSorted(comparerOf(sort));
  if (grouping === 'none') return sorted.map((row) => ({ kind: 'row', row }));
  const titleOf = ({ zone, renewerName }: Row) => (grouping === 'zone' ? zone : renewerName);
  const groups = [...Map.groupBy(sorted, (row) => JSON.stringify([titleOf(row), row.renewerName])).values()];
  const headed = groups.flatMap((group) => (group[0] ? [{ title: titleOf(group[0]), group }] : []));
  // Else in the order of their first rows: the zone with the most urgent one comes first.
  if (sort.by === 'name')
    headed.sort((one, other) => byName(one.title, other.title) * (sort.isReversed ? -1 : 1));
  return headed.flatMap(({ title, group }) => withHeading(title, group));
}

export function isOf(row: Row, tile: Tile): boolean {
  return tile === 'expiring' ? row.isExpiring : row.group === tile;
}

function rowOf(renewerName: string, certificate: Certificate, zone: string, nowMs: number): Row {
  const { certificateName, state, words, domainNames = [], zones, history } = certificate;
  const group = groupOf(state);
  const meant = certificate.targets.filter(({ isDeclared }) => isDeclared || group === 'removed');
  const isLeftInUse = group === 'removed' && (certificate.usedBy ?? []).length > 0;
  const startMs = msOf(certificate.notBefore);
  const endMs = msOf(certificate.notAfter);
  return {
    key: `${renewerName}/${certificateName}`,
    renewerName,
    certificate,
    group,
    zone,
    isTroubled: rankOf(group) <= rankOf('not-served') || isLeftInUse,
    isExpiring: group !== 'removed' && isExpiring(startMs, endMs, nowMs),
    startMs,
    endMs,
    renewsMs: group === 'removed' ? undefined : msOf(certificate.renewsAt),
    ranMs: msOf(history.at(-1)?.at),
    targets: { ok: meant.filter(({ isLive }) => isLive).length, all: meant.length },
    served: knownShare(certificate.served),
    text: [certificateName, renewerName, words.state, group, ...domainNames, ...Object.values(zones)]
      .join(' ')
      .toLowerCase(),
  };
}

/** A reading of another release may lack a number. */
function knownShare(share: Partial<Share> | undefined): Share | undefined {
  const { ok, all } = share ?? {};
  return typeof ok === 'number' && typeof all === 'number' ? { ok, all } : undefined;
}

/** That of its first name. Of a certificate that was never issued none is known yet: then the closest one of the others. */
function zoneOf(
  { zones, domainNames = [], certificateName }: Certificate,
  others: ReadonlySet<string>,
): string {
  const [first = certificateName] = domainNames;
  const known = Object.hasOwn(zones, first) ? zones[first] : Object.values(zones)[0];
  if (known !== undefined) return known;
  const name = first.replace(/^\*\./, '');
  const labels = name.split('.');
  return labels.map((_, index) => labels.slice(index).join('.')).find((end) => others.has(end)) ?? name;
}

/** A certificate for six days always ends within 14: it counts once three quarters of its life are over. */
function isExpiring(startMs: number | undefined, endMs: number | undefined, nowMs: number): boolean {
  if (startMs === undefined || endMs === undefined) return false;
  return endMs - nowMs <= Math.min(14 * DAY_MS, (endMs - startMs) / 4);
}

function withHeading(title: string, rows: readonly Row[]): Item[] {
  const worst = rows.reduce<Group>(
    (found, { group }) => (rankOf(group) < rankOf(found) ? group : found),
    'removed',
  );
  const troubled = rows.filter(({ isTroubled }) => isTroubled).length;
  return [
    { kind: 'heading', title, renewerName: rows[0]?.renewerName ?? '', count: rows.length, worst, troubled },
    ...rows.map((row) => ({ kind: 'row' as const, row })),
  ];
}

const { compare: byName } = new Intl.Collator('en', { numeric: true });

const NEVER = Number.MAX_SAFE_INTEGER;

/** By what a column shows; `state` is by urgency, as in the command's list. */
const VALUES: Record<Exclude<SortKey, 'name'>, (row: Row) => number> = {
  state: ({ certificate, group, isTroubled }) =>
    (certificate.needsYou ? 0 : isTroubled ? 10 : 20) + rankOf(group),
  expires: ({ endMs }) => endMs ?? NEVER,
  renews: ({ renewsMs }) => renewsMs ?? NEVER,
  targets: ({ targets }) => shareOf(targets),
  served: ({ served }) => shareOf(served),
  'last-run': ({ ranMs }) => -(ranMs ?? 0),
};

/** Rows that are equal in it: the one that ends first, then by name. */
function comparerOf({ by, isReversed }: Sort): (one: Row, other: Row) => number {
  const sign = isReversed ? -1 : 1;
  const orderOf = by === 'name' ? () => 0 : VALUES[by];
  const nameOf = ({ certificate }: Row) => certificate.certificateName;
  const tieOf = ({ endMs = NEVER }: Row) => (by === 'name' ? 0 : endMs);
  return (one, other) =>
    sign * (orderOf(one) - orderOf(other)) ||
    tieOf(one) - tieOf(other) ||
    (by === 'name' ? sign : 1) * byName(nameOf(one), nameOf(other));
}

/** Where something lacks first. */
function shareOf(share: Share | undefined): number {
  return share && share.all > 0 ? share.ok / share.all : 2;
}

function msOf(iso: string | undefined): number | undefined {
  return iso === undefined ? undefined : Date.parse(iso);
}
