/**
 * Owner names as the emulator keeps them: canonical (lower case, no trailing dot). Only this file converts the forms that
 * the API accepts and lists (relative, `@`, trailing dot).
 */

export function canonicalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** True for the zone's apex and every name below it, by label: `badexample.com` is not within `example.com`. */
export function isWithin(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}

/**
 * The canonical owner name for what a caller wrote: relative, `@`, or fully qualified with or without the
 * trailing dot. Undefined when a fully qualified name lies outside the zone, or is no name at all.
 */
export function resolveOwner(written: string, zoneName: string): string | undefined {
  const name = canonicalName(written);
  if (written === '@' || name === zoneName) return zoneName;
  const owner = isWithin(name, zoneName) ? name : `${name}.${zoneName}`;
  if (!isWithin(name, zoneName) && written.endsWith('.')) return undefined;
  return isName(owner) ? owner : undefined;
}

/** A name that fits the wire: labels of 1 to 63 octets, 253 in all; `_` and a leading `*` are allowed. */
export function isName(name: string): boolean {
  return name.length <= 253 && name.split('.').every((label) => /^(\*|[a-z0-9_-]{1,63})$/.test(label));
}
