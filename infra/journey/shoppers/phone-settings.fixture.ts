export type Language = 'zh' | 'en';

/** How somebody has set up WeChat on their phone. */
export interface PhoneSettings {
  readonly language: Language;
  readonly theme: 'light' | 'dark';
  /** Size of letters; 1 is WeChat's own. */
  readonly font: number;
}

/** The phones of the journeys; their names stand in those of the pictures. */
export const phones = {
  'zh-light': { language: 'zh', theme: 'light', font: 1 },
  'en-dark-large': { language: 'en', theme: 'dark', font: 1.3 },
} as const satisfies Readonly<Record<string, PhoneSettings>>;
