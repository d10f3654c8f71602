/**
 * Reads a record by a key that others chose: a name, a zone, a region, a version. `constructor` and `__proto__` are words
 * like any other, and what every object inherits under them is no value. Pure.
 */
export function ownValue<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  key: string,
): Value | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
