import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CERTIFICATE_AUTHORITIES, DEFAULTS } from '../../../functions/engine/config/defaults.ts';
import { KEY_ALGORITHMS } from '../../../functions/engine/config/definition.ts';
import { CONFIG } from '../../../functions/engine/config/schema.ts';
import { REFUSED_KEYS } from '../../../infra/unfit-keys.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');

function rowOf(first: string): string[] {
  const rows = DOCUMENT.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.find(([, cell]) => cell === first) ?? [];
}

/** The default in the table for this path; undefined when it has no row. */
function documentedDefault(path: string): string | undefined {
  return rowOf(`\`${path}\``).at(-2);
}

describe('docs/configuration.md', () => {
  it.each(
    Object.keys(CONFIG.shape).filter((key) => !['certificates', 'dnscale', 'dns', 'schedule'].includes(key)),
  )('has a row for %s', (key) => {
    expect(documentedDefault(key)).toBeDefined();
  });

  it.each([
    'domainNames',
    'keyAlgorithm',
    'profile',
    'preferredChain',
    'regions',
    'storeInSecretsManager',
    'existingCertificateArns',
  ])('has a row for %s', (key) => {
    expect(documentedDefault(key)).toBeDefined();
  });

  it('has a row for the CA of the stack and one for the CA of a certificate', () => {
    expect(DOCUMENT.match(/^\| `certificateAuthority` /gm)).toHaveLength(2);
  });

  it('names every CA that has a short name', () => {
    const names = Object.keys(CERTIFICATE_AUTHORITIES);

    expect(names.filter((name) => !DOCUMENT.includes(`\`${name}\``))).toEqual([]);
  });

  it.each([
    ...Object.entries(DEFAULTS.dnscale).map(([key, value]) => [`dnscale.${key}`, value] as const),
    ['dns.nameServerPort', DEFAULTS.nameServerPort] as const,
    ['dns.allowPrivateNameServers', DEFAULTS.allowPrivateNameServers] as const,
    ['allowPrivateOrigins', DEFAULTS.allowPrivateOrigins] as const,
    ['schedule.everyMinutes', DEFAULTS.everyMinutes] as const,
    ['certificateAuthority', DEFAULTS.certificateAuthority] as const,
    ['keyAlgorithm', DEFAULTS.keyAlgorithm] as const,
  ])('gives the default of %s as the code has it', (path, value) => {
    const isEmptyList = Array.isArray(value) && value.length === 0;

    expect(documentedDefault(path)).toBe(isEmptyList ? 'none' : `\`${value}\``);
  });

  it('has the keys that each service refuses as synth warns of them', () => {
    const header = rowOf('service');
    const refused = (service: string) =>
      header.filter((_, place) => rowOf(service)[place] === 'no').map((cell) => cell.replaceAll('`', ''));

    expect(header).toHaveLength(KEY_ALGORITHMS.length + 3);
    for (const [service, keys] of Object.entries(REFUSED_KEYS)) {
      expect([service, refused(service)]).toEqual([service, keys]);
    }
  });

  it('names every key algorithm', () => {
    expect(KEY_ALGORITHMS.filter((name) => !DOCUMENT.includes(`\`${name}\``))).toEqual([]);
  });
});
