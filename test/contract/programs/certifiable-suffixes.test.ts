/** The list of public suffixes that the bundles get, beside the whole one of tldts: built, run, and asked for all suffixes. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { parse } from 'tldts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certifiableSuffixes } from '../../../programs/build/certifiable-suffixes.ts';

const LIST = { allowPrivateDomains: false, detectSpecialUse: true };
const REPOSITORY = join(import.meta.dirname, '../../..');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dnscale-certs-suffixes-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('certifiableSuffixes', () => {
  it('answers as the whole list does, for each name on it, below it and beside it', async () => {
    const names = namesAround(allSuffixes());
    const program = join(folder, 'program.mjs');
    const contents = `
      import { parse } from 'tldts';
      import { readFileSync, writeFileSync } from 'node:fs';
      const names = JSON.parse(readFileSync('names.json', 'utf8'));
      writeFileSync('answers.json', JSON.stringify(names.map((name) => parse(name, ${JSON.stringify(LIST)}))));`;
    await build({
      stdin: { contents, resolveDir: REPOSITORY },
      bundle: true,
      outfile: program,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      plugins: [certifiableSuffixes],
    });
    await writeFile(join(folder, 'names.json'), JSON.stringify(names));
    await promisify(execFile)(process.execPath, [program], { cwd: folder });
    const answers: unknown[] = JSON.parse(await readFile(join(folder, 'answers.json'), 'utf8'));

    expect(names.length).toBeGreaterThan(20_000);
    expect(answers).toEqual(names.map((name) => parse(name, LIST)));
    expect(await readFile(program, 'utf8')).not.toContain('github');
  });
});

/** Every name of tldts' list, read from it without tldts: ICANN's, private ones and exceptions. */
function allSuffixes(): string[] {
  const list = createRequire(import.meta.url)('tldts/dist/cjs/src/data/trie.js');
  const labels: string[] = [];
  let offset = 0;
  for (const length of list.edgeLength) {
    labels.push(list.labelText.slice(offset, offset + length));
    offset += length;
  }
  const below = (node: number, name: string): string[] => {
    const found: string[] = [];
    for (let edge = list.edgeStart[node]; edge < list.edgeStart[node + 1]; edge += 1) {
      const longer = `${labels[edge]}${name === '' ? '' : `.${name}`}`;
      found.push(longer, ...below(list.edgeChild[edge], longer));
    }
    return found;
  };
  return [...below(list.rulesRoot, ''), ...below(list.exceptionsRoot, '')];
}

function namesAround(suffixes: readonly string[]): string[] {
  return suffixes.flatMap((suffix) => {
    const name = suffix.replace(/^\*/, 'any');
    return [name, `shop.${name}`, `x${name}`];
  });
}
