/** Documents that are written one by one: only those that were touched are looked at. */
export interface Shelf {
  readonly touched: Set<string>;
  keys(): Iterable<string>;
  /** undefined when there is no such document (any more). */
  text(key: string): string | undefined;
  load(key: string, value: unknown): void;
}

declare global {
  // To TypeScript every class instance is a record of anything, so `Object.values(world.state.apps)` would compile and find nothing.
  interface ObjectConstructor {
    keys<T extends Shelf>(shelf: NotAny<T>): AskTheShelfItself;
    values<T extends Shelf>(shelf: NotAny<T>): AskTheShelfItself;
    entries<T extends Shelf>(shelf: NotAny<T>): AskTheShelfItself;
  }
}

/** No list: whatever is done with it is a type error that shows this name. */
interface AskTheShelfItself {
  readonly useItsMethods: never;
}
type NotAny<T> = 0 extends 1 & T ? never : T;
