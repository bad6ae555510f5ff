import { posix } from 'node:path';
import { type ComponentConfig, CUSTOM_TAB_BAR } from '../format.js';
import { foldersUpwards, isObject, type Json, joinPath, type PackageFiles, textsOf } from './package-files.js';

type Draft = { -readonly [Key in keyof ComponentConfig]: ComponentConfig[Key] };

/** Pages and all components they use, directly or not: path without suffix → what their JSON files say. */
export function readComponents(
  files: PackageFiles,
  app: Json,
  routes: readonly string[],
): Map<string, ComponentConfig> {
  const components = new Map<string, Draft>();
  const appUsing = textsOf(app['usingComponents']);
  const waiting: string[] = [];
  const add = (path: string, isPage: boolean): void => {
    if (components.has(path)) return;
    const json = files.json(`${path}.json`) ?? {};
    components.set(path, {
      page: isPage,
      component: json['component'] === true,
      using: {},
      generics: {},
      placeholder: Object.fromEntries(textsOf(json['componentPlaceholder'])),
      styleIsolation: isolationOf(json, isPage),
      scope: '',
      ...(typeof json['pureDataPattern'] === 'string' && { pureDataPattern: json['pureDataPattern'] }),
      ...(hasNamedSlotFirst(files.text(`${path}.wxml`) ?? '') && { slotsByName: true }),
      ...(isPage && { window: windowOf(json) }),
    });
    waiting.push(path);
  };
  for (const route of routes) add(route, true);
  const { custom } = isObject(app['tabBar']) ? app['tabBar'] : {};
  if (custom === true && files.has(`${CUSTOM_TAB_BAR}.json`)) add(CUSTOM_TAB_BAR, false);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const component = components.get(path) as Draft;
    const json = files.has(`${path}.json`) ? (files.json(`${path}.json`) ?? {}) : {};
    component.using = usingOf(files, path, textsOf(json['usingComponents']), appUsing);
    component.generics = genericsOf(files, path, json['componentGenerics']);
    for (const used of Object.values(component.using)) add(used, false);
    for (const { default: used } of Object.values(component.generics)) if (used !== undefined) add(used, false);
  }
  let scopes = 0;
  for (const component of components.values()) {
    if (!isShared(component)) component.scope = `s${(scopes++).toString(36)}`;
  }
  return components;
}

/**
 * The component a reference names, by the rules of WeChat's compiler (shared/wechat/mini-program-package.md §4.4).
 * @returns null when there is none; a component is there when both its JSON and its WXML file are
 */
export function resolveComponent(files: PackageFiles, from: string, reference: string): string | null {
  if (reference === '') return null;
  const places: (string | null)[] = [joinPath(from, reference)];
  if (!/^[./]/.test(reference)) {
    for (const folder of foldersUpwards(posix.dirname(from))) {
      places.push(posix.join(folder, 'miniprogram_npm', reference));
    }
  }
  for (const place of places) {
    if (place === null) continue;
    for (const path of [place, posix.join(place, 'index')]) {
      if (files.has(`${path}.json`) && files.has(`${path}.wxml`)) return path;
    }
  }
  return null;
}

function usingOf(
  files: PackageFiles,
  path: string,
  own: readonly [string, string][],
  ofApp: readonly [string, string][],
): Record<string, string> {
  const using: [string, string][] = [];
  const resolve = (from: string, file: string, [tag, reference]: [string, string]): void => {
    if (/^plugin(-private)?:\/\//.test(reference)) {
      files.diagnostics.warning(
        file,
        `<${tag}> is a plugin's component (${reference}): the player shows nothing for it.`,
      );
      return;
    }
    const found = resolveComponent(files, from, reference);
    if (found !== null) using.push([tag, found]);
    else {
      files.diagnostics.error(
        file,
        `usingComponents names "${reference}" for <${tag}>, but no such component (.json and .wxml) is in the package.`,
      );
    }
  };
  const declared = new Set(own.map(([tag]) => tag));
  for (const entry of ofApp) if (!declared.has(entry[0])) resolve('app', 'app.json', entry);
  for (const entry of own) resolve(path, `${path}.json`, entry);
  return Object.fromEntries(using);
}

function genericsOf(files: PackageFiles, path: string, generics: unknown): ComponentConfig['generics'] {
  if (!isObject(generics)) return {};
  const entries = Object.entries(generics).map(([name, value]): [string, { default?: string }] => {
    const reference = isObject(value) ? value['default'] : undefined;
    if (typeof reference !== 'string') return [name, {}];
    const found = resolveComponent(files, path, reference);
    if (found === null) {
      files.diagnostics.error(`${path}.json`, `componentGenerics.${name}.default names no component: "${reference}".`);
      return [name, {}];
    }
    return [name, { default: found }];
  });
  return Object.fromEntries(entries);
}

function hasNamedSlotFirst(wxml: string): boolean {
  const slots = wxml.replaceAll(/<!--[\s\S]*?-->/g, '').match(/<slot\b[^>]*>/g) ?? [];
  const isNamed = (slot: string | undefined) => slot !== undefined && /\sname\s*=/.test(slot);
  return isNamed(slots[0]) && !slots.every(isNamed);
}

function isolationOf(json: Json, isPage: boolean): string {
  const isolation = json['styleIsolation'];
  if (typeof isolation === 'string') return isolation;
  return json['component'] === true && !isPage ? 'isolated' : 'shared';
}

function isShared({ styleIsolation }: ComponentConfig): boolean {
  return styleIsolation === 'shared' || styleIsolation === 'page-shared';
}

function windowOf(json: Json): Json {
  const { usingComponents: _, ...window } = json;
  return window;
}
