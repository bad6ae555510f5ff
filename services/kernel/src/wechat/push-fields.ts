import type { AppId } from '../identity/ids.js';
import { refused } from './push-crypto.js';

const APP_ID = /^wx[0-9a-f]{16}$/;
/** Of the year 9999: what is later cannot be stored. */
const LAST_SECOND = 253_402_300_799;

/** Elements of a push's XML, read with the type each must have; a wrong one refuses the push. */
export class PushFields {
  readonly all: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused('xml');
    this.all = value as Record<string, unknown>;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (!value) throw refused('xml');
    return value;
  }

  optionalText(name: string): string | undefined {
    const value = Object.hasOwn(this.all, name) ? this.all[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  appId(name: string): AppId {
    const value = this.text(name);
    if (!APP_ID.test(value)) throw refused('xml');
    return value as AppId;
  }

  integer(name: string): number {
    const value = this.text(name);
    if (!/^-?\d{1,15}$/.test(value)) throw refused('xml');
    return Number(value);
  }

  /** Seconds since 1970. */
  time(name: string): Date {
    const seconds = this.integer(name);
    if (seconds < 0 || seconds > LAST_SECOND) throw refused('xml');
    return new Date(seconds * 1000);
  }

  /** For numbers and times WeChat leaves out, sends empty or sends as 0 when there is nothing to say. */
  optionalInteger(name: string): number | undefined {
    const value = this.optionalText(name);
    return value !== undefined && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
  }

  optionalTime(name: string): Date | null {
    const seconds = this.optionalInteger(name) ?? 0;
    return seconds > 0 && seconds <= LAST_SECOND ? new Date(seconds * 1000) : null;
  }

  object(name: string): PushFields {
    return new PushFields(this.all[name]);
  }

  optionalObject(name: string): PushFields | undefined {
    const value = Object.hasOwn(this.all, name) ? this.all[name] : undefined;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? new PushFields(value) : undefined;
  }

  /** An element that repeats: one is an object, several are an array, none is missing or empty. */
  objects(name: string): PushFields[] {
    const value = Object.hasOwn(this.all, name) ? this.all[name] : undefined;
    if (value === undefined || value === '') return [];
    return (Array.isArray(value) ? value : [value]).map((item) => new PushFields(item));
  }
}
