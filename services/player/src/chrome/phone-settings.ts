export type Theme = 'light' | 'dark';
export type Language = 'zh' | 'en';
export const DEVICES = {
  standard: { widthPx: 390, heightPx: 844, statusBarPx: 44, bottomPx: 34, model: 'iPhone 14' },
  small: { widthPx: 320, heightPx: 568, statusBarPx: 20, bottomPx: 0, model: 'iPhone SE' },
  large: { widthPx: 430, heightPx: 932, statusBarPx: 54, bottomPx: 34, model: 'iPhone 15 Pro Max' },
} as const;
export type Device = keyof typeof DEVICES;
export const FONT_SCALES = [1, 1.3, 1.6] as const;

export interface Chosen {
  readonly theme: Theme;
  readonly language: Language;
  readonly fontScale: number;
  readonly device: Device;
}

const KEY = 'player:phone';

/** What the person before the screen has chosen for the phone; kept in the browser. */
export class PhoneSettings implements Chosen {
  #chosen: Chosen;
  readonly #given: Partial<Chosen>;
  readonly #listeners: ((changed: ReadonlySet<keyof Chosen>) => void)[] = [];

  /** @param given settings of the address, which win over kept ones */
  constructor(given: Partial<Chosen>) {
    const defaults: Chosen = { theme: 'light', language: 'zh', fontScale: 1, device: 'standard' };
    this.#given = sound(given);
    this.#chosen = { ...defaults, ...sound(kept()), ...this.#given };
  }

  get theme(): Theme {
    return this.#chosen.theme;
  }

  get language(): Language {
    return this.#chosen.language;
  }

  get fontScale(): number {
    return this.#chosen.fontScale;
  }

  get device(): Device {
    return this.#chosen.device;
  }

  set(changes: Partial<Chosen>): void {
    if (!this.#change(sound(changes))) return;
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#chosen));
    } catch {
      // A browser that keeps nothing still plays.
    }
  }

  /** What whoever made the preview wants it to open with: for this time only, and never against the address. */
  suggest(wishes: Partial<Chosen>): void {
    this.#change({ ...sound(wishes), ...this.#given });
  }

  #change(fit: Partial<Chosen>): boolean {
    const changed = new Set((Object.keys(fit) as (keyof Chosen)[]).filter((key) => fit[key] !== this.#chosen[key]));
    if (changed.size === 0) return false;
    this.#chosen = { ...this.#chosen, ...fit };
    for (const listener of this.#listeners) listener(changed);
    return true;
  }

  onChange(listener: (changed: ReadonlySet<keyof Chosen>) => void): void {
    this.#listeners.push(listener);
  }
}

function kept(): Partial<Chosen> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Chosen>;
  } catch {
    return {};
  }
}

function sound({ theme, language, fontScale, device }: Partial<Chosen>): Partial<Chosen> {
  return {
    ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
    ...(language === 'zh' || language === 'en' ? { language } : {}),
    ...(typeof fontScale === 'number' && fontScale >= 1 && fontScale <= 2 ? { fontScale } : {}),
    ...(device && Object.hasOwn(DEVICES, device) ? { device } : {}),
  };
}
