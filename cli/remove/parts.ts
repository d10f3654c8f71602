/** What is left of a certificate: what goes, what stays and why, as data and as text. Pure. */
import { resourceWords } from '../../functions/engine/probe/resource-words.ts';
import type { Kept } from '../../functions/engine/renewal/removal.ts';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import { type Page, wrapped } from '../page.ts';
import type { RemoveJson } from './remove-json.ts';

export type Part = RemoveJson['parts'][number];

/** Of copies in ACM, by their ARNs; where nobody could ask, there is nothing. */
export type SeenInAcm = {
  usedBy: ReadonlyMap<string, string[]>;
  /** To whom its tags give it, where that is another certificate or renewer. */
  holders: ReadonlyMap<string, string>;
};

export function partsOf(
  { installations, secret }: Pick<CertificateState, 'installations' | 'secret'>,
  { usedBy, holders }: SeenInAcm,
  { live, archive }: { live: string; archive: string },
): Part[] {
  const copies = Object.values(installations).map(({ certificateArn: target }): Part => {
    const holder = holders.get(target);
    if (holder !== undefined)
      return { kind: 'acm', target, goes: false, why: `belongs to ${holder} by its tags` };
    const users = usedBy.get(target);
    if (!users || users.length === 0) return { kind: 'acm', target, goes: true };
    return {
      kind: 'acm',
      target,
      goes: false,
      why: `in use by ${users.map(resourceWords).join(', ')}`,
      usedBy: users,
    };
  });
  // What belongs to another certificate by now holds nothing of this one up.
  const isUsed = copies.some((copy) => copy.usedBy !== undefined);
  const last = { goes: !isUsed, ...(isUsed && { why: 'until nothing is in use' }) };
  return [
    ...copies,
    ...(secret ? [{ kind: 'secret' as const, target: secret.secretArn, goes: true }] : []),
    { kind: 's3-live', target: live, ...last },
    { kind: 'record', target: 'what status shows of it', ...last },
    {
      kind: 's3-archive',
      target: archive,
      goes: false,
      why: 'S3 ends each version 30 days after its certificate',
    },
  ];
}

const LABELS: Record<Part['kind'], string> = {
  acm: 'ACM',
  secret: 'Secret',
  's3-live': 'S3',
  's3-archive': 'S3',
  record: 'Record',
};

export function partsText(parts: readonly Part[], page: Omit<Page, 'paint'>): string {
  const lineOf = (part: Part) => partText(part, page);
  const goes = parts.filter((part) => part.goes);
  const stays = parts.filter((part) => !part.goes);
  return [
    ...(goes.length > 0 ? ['Goes', ...goes.map(lineOf)] : ['Nothing goes.']),
    '',
    'Stays',
    ...stays.map(lineOf),
  ].join('\n');
}

const INDENT = ' '.repeat(10);

/** An ARN is never cut: it is to be copied. */
function partText(
  { kind, target, why }: Part,
  { columns, cutsNames: isTerminal }: Omit<Page, 'paint'>,
): string {
  const line = `  ${LABELS[kind].padEnd(6)}  ${target}`;
  const hint = kind === 'secret' ? 'it can be restored for 30 days' : why;
  if (!hint) return line;
  return `${line}\n${isTerminal ? wrapped(hint, columns, INDENT) : INDENT + hint}`;
}

export function keptText({ arn, why, usedBy = [] }: Kept): string {
  const by = usedBy.length > 0 ? ` (by ${usedBy.map(resourceWords).join(', ')})` : '';
  return `${arn}: ${why}${by}`;
}
