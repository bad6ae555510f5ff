import { button, element, icon } from './dom.js';
import { type Chosen, DEVICES, type Device, FONT_SCALES, type PhoneSettings } from './phone-settings.js';
import type { Texts } from './texts.js';

export interface ToolbarActions {
  reload(): void;
  toggleConsole(): void;
}

/** The controls beside the phone, for whoever looks at the preview on a wide window; on a phone they are in the capsule's menu. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #route: HTMLElement = element('output', { class: 'route' });

  constructor(settings: PhoneSettings, texts: Texts, badge: HTMLElement, actions: ToolbarActions) {
    const console = button('tool tool-console', texts.console, () => actions.toggleConsole());
    console.append(badge);
    this.element = element(
      'aside',
      { class: 'toolbar', 'aria-label': texts.preview },
      button('tool tool-reload', texts.reload, () => actions.reload(), icon('M20 12a8 8 0 1 1-2.3-5.7M20 4v5h-5', 20)),
      choice(settings, 'device', texts.device, deviceTexts(texts)),
      choice(
        settings,
        'fontScale',
        texts.fontScale,
        Object.fromEntries(FONT_SCALES.map((scale) => [scale, scale.toFixed(1)])),
      ),
      choice(settings, 'theme', texts.theme, { light: texts.themeLight, dark: texts.themeDark }),
      choice(settings, 'language', texts.language, { zh: '中文', en: 'English' }),
      console,
      this.#route,
    );
  }

  showRoute(path: string): void {
    this.#route.textContent = path;
    this.#route.title = path;
  }
}

function deviceTexts(texts: Texts): Record<string, string> {
  const names: Record<Device, string> = {
    standard: texts.deviceStandard,
    small: texts.deviceSmall,
    large: texts.deviceLarge,
  };
  return Object.fromEntries(
    Object.entries(DEVICES).map(([device, { widthPx, heightPx }]) => [
      device,
      `${names[device as Device]} ${widthPx}×${heightPx}`,
    ]),
  );
}

function choice(settings: PhoneSettings, key: keyof Chosen, label: string, options: Readonly<Record<string, string>>) {
  const select = element('select', { class: 'tool', 'aria-label': label, 'data-setting': key });
  for (const [value, text] of Object.entries(options)) select.append(element('option', { value }, text));
  select.value = String(settings[key]);
  select.addEventListener('change', () => {
    settings.set({ [key]: key === 'fontScale' ? Number(select.value) : select.value });
  });
  settings.onChange(() => {
    select.value = String(settings[key]);
  });
  return select;
}
