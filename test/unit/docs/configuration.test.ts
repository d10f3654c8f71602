import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CERTIFICATE_AUTHORITIES, DEFAULTS } from '../../../functions/engine/config/defaults.ts';
import { KEY_ALGORITHMS } from '../../../functions/engine/config/definition.ts';
import { CERTIFICATE, CONFIG } from '../../../functions/engine/config/schema.ts';
import { REFUSED_KEYS } from '../../../infra/unfit-keys.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');

function rowOf(first: string): string[] {
  const rows = DOCUMENT.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.find(([, cell]) => cell === first) ?? [];
}

/** The paths of the table below a heading. */
function pathsBelow(heading: string): string[] {
  const [, text = ''] = DOCUMENT.split(`\n## ${heading}\n`);
  const [ofIt = ''] = text.split(/^##/m);
  return [...ofIt.matchAll(/^\| `([\w.]+)` +\|/gm)].map(([, path = '']) => path).toSorted();
}

type Field = { _zod: { def: { innerType?: Field; shape?: Record<string, Field> } } };

/** The settings in a section, whatever default it has. */
function sectionOf(field: unknown): Record<string, Field> | undefined {
  const { def } = (field as Field)._zod;
  return def.shape ?? (def.innerType && sectionOf(def.innerType));
}

/** The default in the table for this path; undefined when it has no row. */
function documentedDefault(path: string): string | undefined {
  return rowOf(`\`${path}\``).at(-2);
}

describe('docs/configuration.md', () => {
  it('has a row for each setting of the stack, and for no other', () => {
    const { certificates: _, ...stack } = CONFIG.shape;
    const paths = Object.entries(stack).flatMap(([name, field]) => {
      const inner = sectionOf(field);
      return inner ? Object.keys(inner).map((key) => `${name}.${key}`) : [name];
    });

    expect(pathsBelow('The stack')).toEqual(paths.toSorted());
  });

  it('has a row for each setting of a certificate, and for no other', () => {
    // The name stands in front of it.
    const { certificateName: _, ...fields } = CERTIFICATE.shape;

    expect(pathsBelow('Each of `certificates`')).toEqual(Object.keys(fields).toSorted());
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
