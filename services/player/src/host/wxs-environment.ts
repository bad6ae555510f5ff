/** What WXS code finds in place of JavaScript's globals: `x.constructor` is a name (compiled to `nv_constructor`), no `Date` and `RegExp` literals. */
export const getRegExp = (pattern: string, flags?: string): RegExp => new RegExp(pattern, flags);

/** As `new Date(…)`: nothing, an instant in ms, a text, or year, month, day … */
export const getDate = (...parts: number[]): Date => Reflect.construct(Date, parts) as Date;

/** Gives the built-in prototypes their WXS names. Called once per window. */
export function nameConstructors(): void {
  const kinds = { Array, Object, String, Number, Boolean, Function, Date, RegExp };
  for (const [name, { prototype }] of Object.entries(kinds)) {
    Object.defineProperty(prototype, 'nv_constructor', {
      value: name,
      enumerable: false,
      configurable: true,
      writable: true,
    });
  }
}

/** The values of `TEMPLATE_PARAMETERS`; what is not listed there first is undefined. */
export function templateEnvironment(console: unknown, turn: unknown): readonly unknown[] {
  return [getRegExp, getDate, console, turn];
}
