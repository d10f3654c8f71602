/** An age as it is given on a command line, `30m`, `6h` or `2d`, in words. Pure. */

const UNITS: Readonly<Record<string, string>> = { m: 'minute', h: 'hour', d: 'day' };

/** `2 days` for `2d`; undefined when it is not of that form. */
export function ageInWords(text: string): string | undefined {
  const [, count = '', letter = ''] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  const unit = UNITS[letter];
  if (unit === undefined) return undefined;
  return count === '1' ? `1 ${unit}` : `${count} ${unit}s`;
}
