/** The age that a person gives to `sweep --older-than`, such as `30m`, `6h` or `2d`, in words. Pure. */

const UNITS: Readonly<Record<string, string>> = { m: 'minute', h: 'hour', d: 'day' };

/** `2 days` for `2d`; undefined for a text of another form. */
export function ageInWords(text: string): string | undefined {
  const [, count = '', letter = ''] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  const unit = UNITS[letter];
  if (unit === undefined) return undefined;
  return count === '1' ? `1 ${unit}` : `${count} ${unit}s`;
}
