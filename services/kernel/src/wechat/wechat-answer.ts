import { localErrcodes } from './error-rules.js';
import { WechatError } from './wechat-error.js';

/**
 * A JSON object WeChat answered, read field by field at the door. A missing or wrongly typed field is a WechatError
 * `unexpectedAnswer` that names the field, so that no `undefined` travels further. Unknown fields are ignored.
 */
export class WechatAnswer {
  private readonly fields: Readonly<Record<string, unknown>>;

  /** @param path of the call, and below it the place in the answer: it is what the error names. */
  constructor(
    value: unknown,
    private readonly path: string,
    private readonly place = '',
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw unexpectedAnswer(path, `${place || 'the answer'} is not an object`);
    }
    this.fields = value as Record<string, unknown>;
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.fail(name, 'a text');
  }

  /** A text that must say something, e.g. a token. */
  filledText(name: string): string {
    return this.text(name) || this.fail(name, 'a text that is not empty');
  }

  optionalText(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'string') return value;
    return this.fail(name, 'a text');
  }

  integer(name: string): number {
    return this.optionalInteger(name) ?? this.fail(name, 'an integer');
  }

  /** Integers arrive as numbers; some of WeChat's own samples quote them, so both are taken. */
  optionalInteger(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isSafeInteger(number) ? number : this.fail(name, 'an integer');
  }

  /** A number used as a name only (auditid may exceed 2^53): kept as its digits. */
  digits(name: string): string {
    const value = this.value(name);
    const digits = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
    return typeof digits === 'string' && /^\d{1,20}$/.test(digits) ? digits : this.fail(name, 'a number');
  }

  flag(name: string): boolean {
    const value = this.value(name);
    return typeof value === 'boolean' ? value : this.fail(name, 'true or false');
  }

  object(name: string): WechatAnswer {
    return this.optionalObject(name) ?? this.fail(name, 'an object');
  }

  optionalObject(name: string): WechatAnswer | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : new WechatAnswer(value, this.path, this.placeOf(name));
  }

  list<T>(name: string, read: (item: WechatAnswer) => T): T[] {
    return this.values(name).map((item, index) =>
      read(new WechatAnswer(item, this.path, `${this.placeOf(name)}/${index}`)),
    );
  }

  /** Like `list`, for lists WeChat leaves out when they are empty. */
  optionalList<T>(name: string, read: (item: WechatAnswer) => T): T[] {
    return this.has(name) ? this.list(name, read) : [];
  }

  optionalTexts(name: string): string[] {
    if (!this.has(name)) return [];
    return this.values(name).map((item) => (typeof item === 'string' ? item : this.fail(name, 'a list of texts')));
  }

  private values(name: string): readonly unknown[] {
    const value = this.value(name);
    return Array.isArray(value) ? value : this.fail(name, 'a list');
  }

  private value(name: string): unknown {
    const value = this.fields[name];
    return value === null ? undefined : value;
  }

  /** The error for a field whose value is not what its reader expects. */
  unexpected(name: string, expected: string): WechatError {
    return unexpectedAnswer(this.path, `${this.placeOf(name)} is not ${expected}`);
  }

  private fail(name: string, expected: string): never {
    throw this.unexpected(name, expected);
  }

  private placeOf(name: string): string {
    return `${this.place}/${name}`;
  }
}

export function unexpectedAnswer(path: string, message: string, cause?: unknown): WechatError {
  return new WechatError({
    errcode: localErrcodes.unexpectedAnswer,
    errmsg: `unexpected answer: ${message}`,
    path,
    cause,
  });
}
