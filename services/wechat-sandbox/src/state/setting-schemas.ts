import { Type } from 'typebox';

/** The kinds of settings there are. `description` is what README and OpenAPI say of one. */
export const count = (fallback: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 1e9, default: fallback, description });

/** Of the sandbox's time: divided by `timeScale`. */
export const ms = (fallback: number, description: string) =>
  Type.Number({ minimum: 0, maximum: 1e12, default: fallback, description });

export const flag = (fallback: boolean, description: string) => Type.Boolean({ default: fallback, description });

/** A text out of a closed list. */
export const choice = <const T extends readonly string[]>(
  values: T,
  options: { default: T[number]; description: string },
) => Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options });
