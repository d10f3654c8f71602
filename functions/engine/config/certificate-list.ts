/**
 * The former form of the configuration had a list of certificates, and the first domain name named each. It is refused with
 * the text that takes its place, names kept: under another name a certificate would be another one, with an ARN of its own.
 * Pure.
 */
import * as z from 'zod/mini';
import { canonicalName } from '../dns/name.ts';

const ENTRY = z.object({
  certificateName: z.catch(z.optional(z.string()), undefined),
  domainNames: z.catch(z.array(z.catch(z.string(), '')), []),
});

/** A sentence with the text to paste. */
export function refusalOfList(certificates: readonly unknown[]): string {
  const entries = certificates.map((given, index) => {
    const { certificateName, domainNames = [] } = z.safeParse(ENTRY, given).data ?? {};
    const name = certificateName ?? (canonicalName(domainNames[0] ?? '') || `certificate-${index + 1}`);
    return `    ${literal(name)}: ${literal(withoutName(given))},`;
  });
  return [
    'given a list; each certificate now has its name in front. Put this in its place:',
    '  certificates: {',
    ...entries,
    '  },',
    'These are the names that they have had: under another one a certificate would be another, on an ARN of its own.',
  ].join('\n  ');
}

function withoutName(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return {};
  const { certificateName: _, ...settings } = given as Record<string, unknown>;
  return settings;
}

/** As it is written in TypeScript. */
function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, field]) => `${keyText(key)}: ${literal(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  const code = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `'${escaped.replace(/[\u007f-\u009f\u2028\u2029]/g, code)}'`;
}
