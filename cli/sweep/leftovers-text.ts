/** What the sweep says: the values it found, its question, and the outcome of each. Values are foreign text. */
import type { ListedValue } from '../../functions/engine/dns/leftovers.ts';
import type { Leftovers, Removal } from '../../functions/engine/dns/sweep.ts';
import { printable, toldTo } from '../../functions/engine/errors.ts';
import { SCHEMA } from '../json-parts.ts';
import { fitted, type Page } from '../page.ts';
import type { SweepJson } from './sweep-json.ts';

const MAX_VALUE_SHOWN = 100;

/** At a terminal each name once, with its values below it; in a pipe each value with its name, to be searched for. */
export function listText({ removable, kept, failures }: Leftovers, page: Omit<Page, 'paint'>): string {
  const lines = [
    ...removable.map((record) => ({ ...shown(record), note: '' })),
    ...kept.map((record) => ({ ...shown(record), note: '  kept: not an ACME value' })),
  ];
  const groups = Map.groupBy(lines, ({ name, zone }) => `${name}  (zone ${zone})`);
  return [
    ...failures.map((error) => fitted(`Not searched: ${toldTo('caller', error)}`, page)),
    ...(page.cutsNames
      ? [...groups].flatMap(([head, values]) => [
          head,
          ...values.map(({ value, note }) => `  ${value}${note}`),
        ])
      : lines.map(({ name, value, zone, note }) => `${name}  ${value}  (zone ${zone})${note}`)),
    ...(removable.length === 0 ? ['There is nothing to remove.'] : []),
  ].join('\n');
}

export function questionText(count: number, age: string): string {
  const values = count === 1 ? 'Is this value' : `Are all of these ${count} values`;
  return `DNScale gives no time of creation, so the age cannot be checked.\n${values} older than ${age}, and to be removed? [y/N] `;
}

export function removalText({ record, outcome }: Removal): string {
  const where = `${printable(record.value, MAX_VALUE_SHOWN)} at ${printable(record.name)}`;
  return 'error' in outcome
    ? `Not removed: ${where}. ${toldTo('caller', outcome.error)}`
    : `Removed: ${where}`;
}

/** A request that was under way may have removed its value all the same. */
export function interruptedText(removed: number, all: number): string {
  return `Interrupted after ${removed} of ${all} values were removed. The same command removes the others.`;
}

/** One entry a value, with its outcome. */
export function outcomeJson(
  { removable, kept, failures }: Leftovers,
  removals: readonly Removal[],
): SweepJson {
  const outcomeOf = (record: ListedValue): Pick<SweepJson['values'][number], 'outcome' | 'message'> => {
    const outcome = removals.find((removal) => removal.record === record)?.outcome;
    if (outcome === undefined) return { outcome: 'listed' };
    return 'error' in outcome
      ? { outcome: 'failed', message: toldTo('caller', outcome.error) }
      : { outcome: 'removed' };
  };
  return {
    schema: SCHEMA,
    values: [
      ...removable.map((record) => ({ ...shown(record), ...outcomeOf(record) })),
      ...kept.map((record) => ({ ...shown(record), outcome: 'kept' as const, message: 'not an ACME value' })),
    ],
    failures: failures.map((error) => {
      const { code, subject } = error;
      return { code, subject, message: toldTo('caller', error) };
    }),
  };
}

function shown({ name, value, zoneName }: ListedValue) {
  return { name: printable(name), value: printable(value, MAX_VALUE_SHOWN), zone: zoneName };
}
