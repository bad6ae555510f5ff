import type { AppId } from '../identity/ids.js';
import { refused } from './push-crypto.js';

const APP_ID = /^wx[0-9a-f]{16}$/;

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
    return new Date(this.integer(name) * 1000);
  }

  object(name: string): PushFields {
    return new PushFields(this.all[name]);
  }
}
