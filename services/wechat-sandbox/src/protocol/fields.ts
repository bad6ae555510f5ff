import { ApiError } from './api-error.js';

/** A JSON object from outside, read field by field. A wrong kind is 47001, a missing one 40097 unless the caller names a code. */
export class Fields {
  constructor(readonly raw: Readonly<Record<string, unknown>>) {}

  /** 47001 when the text is not a JSON object. */
  static parse(text: string): Fields {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new ApiError(47001);
    }
    return Fields.from(value);
  }

  static from(value: unknown): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ApiError(47001);
    return new Fields(value as Record<string, unknown>);
  }

  string(name: string, missing = 40097): string {
    const value = this.optionalString(name);
    if (value === undefined || value === '') throw new ApiError(missing);
    return value;
  }

  optionalString(name: string): string | undefined {
    const value = this.raw[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw new ApiError(47001);
    return value;
  }

  /** Accepts quoted numbers, as WeChat's older samples show them. */
  integer(name: string, missing = 40097): number {
    const value = this.optionalInteger(name);
    if (value === undefined) throw new ApiError(missing);
    return value;
  }

  optionalInteger(name: string): number | undefined {
    const value = this.raw[name];
    if (value === undefined || value === null) return undefined;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw new ApiError(47001);
    return number;
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.raw[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'boolean') throw new ApiError(47001);
    return value;
  }

  object(name: string, missing = 40097): Fields {
    const value = this.raw[name];
    if (value === undefined || value === null) throw new ApiError(missing);
    return Fields.from(value);
  }

  list(name: string): unknown[] | undefined {
    const value = this.raw[name];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) throw new ApiError(47001);
    return value;
  }

  strings(name: string): string[] | undefined {
    const list = this.list(name);
    if (list?.some((item) => typeof item !== 'string')) throw new ApiError(47001);
    return list as string[] | undefined;
  }
}

/** WeChat's limits count characters, not UTF-16 units. */
export const characterCount = (text: string): number => Array.from(text).length;
