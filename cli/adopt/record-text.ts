/** What a person pastes, so that the renewer takes what was stored: a record of the configuration, or a construct. Pure. */
import {
  authorityName,
  DEFAULTS,
  defaultProfile,
  directoryUrlOf,
} from '../../functions/engine/config/defaults.ts';
import type { AdoptJson } from './adopt-json.ts';
import type { Adoptable } from './plan.ts';

export type Definitions = AdoptJson['definitions'];

/** What differs from what applies without it. @param byDefault the CA of those that name none. */
export function definitionsOf(adoptable: readonly Adoptable[], byDefault: string): Definitions {
  return Object.fromEntries(
    adoptable.map(({ certificateName, certificate, certificateAuthority: ca }) => {
      const { domainNames, keyAlgorithm, profile, standsIn } = certificate;
      const isOwnProfile = profile !== undefined && !standsIn && profile !== defaultProfile(ca);
      const definition = {
        domainNames,
        ...(keyAlgorithm !== DEFAULTS.keyAlgorithm && { keyAlgorithm }),
        ...(ca !== byDefault && { certificateAuthority: authorityName(ca) }),
        ...(isOwnProfile && { profile }),
      };
      return [certificateName, definition] as const;
    }),
  );
}

/** For `renewer.config.ts`. */
export function configurationText(definitions: Definitions): string {
  const records = Object.entries(definitions).map(
    ([name, definition]) => `  ${quoted(name)}: {\n${fields(definition, '    ')}  },\n`,
  );
  return `certificates: {\n${records.join('')}},\n`;
}

/** For a stack. The id of a construct holds no slash, and no name does. */
export function constructsText(definitions: Definitions): string {
  return Object.entries(definitions)
    .map(([name, { certificateAuthority: ca, ...definition }]) => {
      const own = `  certificateName: ${quoted(name)},\n${fields(definition, '  ')}`;
      const authority =
        ca === undefined
          ? ''
          : `  certificateAuthority: CertificateAuthority.of(${quoted(directoryUrlOf(ca))}),\n`;
      return `renewer.addCertificate(${quoted(name)}, {\n${own}${authority}});\n`;
    })
    .join('');
}

function fields(definition: object, indent: string): string {
  return Object.entries(definition)
    .map(([name, value]) => `${indent}${name}: ${valueText(value)},\n`)
    .join('');
}

function valueText(value: string | string[]): string {
  return typeof value === 'string' ? quoted(value) : `[${value.map(quoted).join(', ')}]`;
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
