/** A row of `npm run proof:attacks` whose tests are gone proves nothing, and nobody runs the proof at each change. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ATTACKS } from '../../../../programs/proofs/attack-rows.ts';

const ROOT = join(import.meta.dirname, '../../../..');

it.each(ATTACKS)('names tests that exist: $attack', ({ file, tests = '' }) => {
  expect(sourcesOf(file)).toContain(tests);
});

/** The names of an `it.each` may stand in a file beside the test. */
function sourcesOf(file: string): string {
  const own = readFileSync(join(ROOT, file), 'utf8');
  const folder = dirname(file);
  const beside = readdirSync(join(ROOT, folder)).filter((name) => own.includes(`'./${name}'`));
  return [own, ...beside.map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))].join('\n');
}
