/**
 * The size of an item as DynamoDB counts it (developer guide, "DynamoDB item sizes and formats"): names and texts in bytes of
 * UTF-8, a number by its digits, three bytes for a list or a map and one for each of its elements.
 */

export function sizeOf(item: unknown): number {
  if (typeof item !== 'object' || item === null) return 0;
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + (value === undefined ? 0 : Buffer.byteLength(name) + sizeOfValue(value)),
    0,
  );
}

function sizeOfValue(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (Array.isArray(value)) return value.reduce((sum, one) => sum + 1 + sizeOfValue(one), 3);
  if (typeof value === 'object' && value !== null) return 3 + Object.keys(value).length + sizeOf(value);
  return 1;
}
