/** Says when a renewer was deployed by another release than this command is of. Pure. */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';

/** @param own the version of this command. @returns undefined where they are the same. */
export function versionDifference(
  { renewerName, version }: Pick<RenewerDescriptor, 'renewerName' | 'version'>,
  own: string,
): string | undefined {
  if (version === own) return undefined;
  const deployed = `${renewerName} was deployed by release ${version}, and this command is ${own}.`;
  return isNewer(version, own)
    ? `${deployed} It may not show or do all that is there: npx dnscale-certs@${version} does.`
    : `${deployed} What is new in ${own} begins with its next deployment.`;
}

function isNewer(version: string, than: string): boolean {
  const [parts, others] = [numbersOf(version), numbersOf(than)];
  const index = parts.findIndex((part, at) => part !== (others[at] ?? 0));
  return index >= 0 && (parts[index] ?? 0) > (others[index] ?? 0);
}

function numbersOf(version: string): number[] {
  const [numbers = ''] = version.split(/[-+]/);
  return numbers.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
