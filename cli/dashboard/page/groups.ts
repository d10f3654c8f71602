/** The states of `status` in a few groups: each has one sign, one word and one colour everywhere on the page. */

export type Group = 'failing' | 'at-risk' | 'not-served' | 'renewing' | 'ready' | 'removed';

/** What can be counted and filtered. `expiring` overlaps with the groups. */
export type Tile = Group | 'expiring';

/** The most urgent first. */
const GROUPS: readonly Group[] = ['failing', 'at-risk', 'not-served', 'renewing', 'ready', 'removed'];

export const TILES: readonly Tile[] = [
  'failing',
  'at-risk',
  'not-served',
  'expiring',
  'renewing',
  'ready',
  'removed',
];

export const WORDS: Record<Tile, string> = {
  failing: 'failing',
  'at-risk': 'at risk',
  'not-served': 'not served',
  expiring: 'expiring soon',
  renewing: 'renewing',
  ready: 'ready',
  removed: 'removed',
};

const BY_STATE: Record<string, Group> = {
  expired: 'failing',
  'needs-you': 'failing',
  failing: 'failing',
  unreadable: 'failing',
  unchecked: 'failing',
  revoked: 'failing',
  'at-risk': 'at-risk',
  'not-served': 'not-served',
  renewing: 'renewing',
  waiting: 'renewing',
  ok: 'ready',
  removed: 'removed',
};

/** A state of a later release is seen rather than overlooked. */
export function groupOf(state: string): Group {
  return (Object.hasOwn(BY_STATE, state) ? BY_STATE[state] : undefined) ?? 'failing';
}

/** Lower is more urgent. */
export function rankOf(group: Group): number {
  return GROUPS.indexOf(group);
}
