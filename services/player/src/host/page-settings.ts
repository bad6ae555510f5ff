import type { BaseConfig, ExtJson, TabBarSettings, WindowSettings } from '../format.js';

type Theme = 'light' | 'dark';

/** A page's settings: `window` of `app.json`, then the page's own, then what `ext.json` puts over them; `@name` from the theme. */
export function pageSettings(config: BaseConfig, ext: ExtJson, route: string, theme: Theme): WindowSettings {
  const { window, style } = config.app;
  const merged = {
    ...(style !== undefined && { style }),
    ...window,
    ...ext.window,
    ...config.components[route]?.window,
    ...ext.extPages?.[route],
  };
  return themed(merged, config, theme);
}

export function tabBarOf(config: BaseConfig, ext: ExtJson, theme: Theme): TabBarSettings | null {
  const own = config.app.tabBar;
  if (!own) return null;
  const merged = { ...own, ...ext.tabBar, list: ext.tabBar?.list ?? own.list };
  return { ...themed(merged, config, theme), list: merged.list.map((tab) => themed(tab, config, theme)) };
}

/** The CSS of a page: the app's, then of all it uses, then its own. */
export function stylesOf(config: BaseConfig, route: string): string[] {
  const seen = new Set<string>();
  const used: string[] = [];
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    const component = config.components[path];
    if (!component) return;
    const targets = [
      ...Object.values(component.using),
      ...Object.values(component.generics).map((each) => each.default),
    ];
    for (const target of targets) if (target) visit(target);
    if (path !== route) used.push(config.styles[path] ?? '');
  };
  visit(route);
  return [config.styles['app'] ?? '', used.join('\n'), config.styles[route] ?? ''];
}

function themed<T extends object>(settings: T, { themes }: BaseConfig, theme: Theme): T {
  const values = themes?.[theme];
  const entries = Object.entries(settings).map(([key, value]: [string, unknown]) => {
    const named = typeof value === 'string' && value.startsWith('@') ? values?.[value.slice(1)] : undefined;
    return [key, named ?? value];
  });
  return Object.fromEntries(entries) as T;
}
