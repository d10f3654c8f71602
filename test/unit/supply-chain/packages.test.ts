/** What comes with the product, as package-lock.json has it: where it comes from, and under which licence. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Entry = {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  inBundle?: boolean;
};

const { packages } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../package-lock.json'), 'utf8'),
) as { packages: Record<string, Entry> };
const installed = Object.entries(packages).filter(([path]) => path !== '');

/** Each lets anybody use the bundles without giving away their own source. */
const LICENCES = [
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'ISC',
  'BSD-3-Clause',
  '0BSD',
  // node-forge: the choice is ours.
  '(BSD-3-Clause OR GPL-2.0)',
];

describe('package-lock.json', () => {
  it('has a hash for every package, and names no registry: npm takes the one of the machine', () => {
    // What another package brings within itself has the hash of that one.
    const fetched = installed.filter(([, { inBundle }]) => !inBundle);

    expect(fetched.length).toBeGreaterThan(100);
    expect(fetched.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'))).toEqual([]);
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('has no package in the product whose licence is not on our list', () => {
    const shipped = installed.filter(([, { dev }]) => !dev);

    expect(shipped.length).toBeGreaterThan(50);
    expect(shipped.filter(([, { license = 'none' }]) => !LICENCES.includes(license))).toEqual([]);
  });
});
