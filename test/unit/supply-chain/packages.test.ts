/** Where packages come from. The licences of what is in the product: test/contract/infra/package.test.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Entry = {
  version?: string;
  resolved?: string;
  integrity?: string;
  inBundle?: boolean;
};

const { packages } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../package-lock.json'), 'utf8'),
) as { packages: Record<string, Entry> };
const installed = Object.entries(packages).filter(([path]) => path !== '');

describe('package-lock.json', () => {
  it('has a hash for every package, and names no registry: npm takes the one of the machine', () => {
    // What another package brings within itself has the hash of that one.
    const fetched = installed.filter(([, { inBundle }]) => !inBundle);

    expect(fetched.length).toBeGreaterThan(100);
    expect(fetched.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'))).toEqual([]);
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });
});
