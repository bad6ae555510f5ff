/** A value as it travels: dates as ISO text, lists and objects without `readonly`. */
export type Wire<Value> = Value extends string
  ? Value
  : Value extends Date
    ? string
    : Value extends readonly (infer Item)[]
      ? Wire<Item>[]
      : Value extends object
        ? { -readonly [Key in keyof Value]: Wire<Value[Key]> }
        : Value;

/** Turns what a service answers into what the contract promises; members the contract does not name are dropped when it is serialised. */
export function toWire<Value>(value: Value): Wire<Value> {
  return convert(value) as Wire<Value>;
}

function convert(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, convert(member)]));
}
