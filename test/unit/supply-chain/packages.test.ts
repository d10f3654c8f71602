/** Where packages come from. The licences of what is in the product: test/contract/infra/package.test.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCS_URL } from '../../../functions/engine/config/docs-url.ts';

type Entry = {
  version?: string;
  resolved?: string;
  integrity?: string;
  inBundle?: boolean;
};

const REPOSITORY = join(import.meta.dirname, '../../..');

const { packages } = readJson<{ packages: Record<string, Entry> }>('package-lock.json');
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

describe('package.json', () => {
  it('names the repository, which npm wants for a provenance, and which mails and alarms link to', () => {
    const { repository, homepage, bugs } = readJson<Record<string, unknown>>('package.json');
    const [address] = DOCS_URL.split('/blob/');

    expect(address).toMatch(/^https:\/\/github\.com\/[\w-]+\/dnscale-certs$/);
    expect(repository).toEqual({ type: 'git', url: `git+${address}.git` });
    expect(homepage).toBe(`${address}#readme`);
    expect(bugs).toBe(`${address}/issues`);
  });
});

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(join(REPOSITORY, path), 'utf8')) as Content;
}
