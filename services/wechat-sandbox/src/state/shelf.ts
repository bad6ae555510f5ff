/** Documents that are written one by one: only those that were touched are looked at. */
export interface Shelf {
  readonly touched: Set<string>;
  keys(): Iterable<string>;
  /** undefined when there is no such document (any more). */
  text(key: string): string | undefined;
  load(key: string, value: unknown): void;
}
