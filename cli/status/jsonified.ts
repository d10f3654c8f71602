/** What becomes of a value in JSON: instants are ISO 8601 text, and what is undefined is not there. */

export type Jsonified<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? Jsonified<Item>[]
    : Value extends object
      ? { [Key in keyof Value]: Jsonified<Value[Key]> }
      : Value;

export function jsonified<Value>(value: Value): Jsonified<Value> {
  return JSON.parse(JSON.stringify(value));
}
