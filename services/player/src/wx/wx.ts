import { barInterfaces } from './bars.js';
import { canvasInterfaces } from './canvas.js';
import { deviceInterfaces } from './device.js';
import { DOCUMENTED } from './documented.js';
import { feedbackInterfaces } from './feedback.js';
import { fileInterfaces } from './files.js';
import type { WxHost } from './host.js';
import type { Interfaces, Options } from './interface.js';
import { messageInterfaces } from './messages.js';
import { navigationInterfaces } from './navigation.js';
import { pageInterfaces } from './page-tools.js';
import { placeInterfaces } from './places.js';
import { Privacy } from './privacy.js';
import { requestInterfaces } from './request.js';
import { sessionInterfaces } from './session.js';
import { storageInterfaces } from './storage.js';
import { systemInterfaces } from './system.js';
import { TemporaryFiles } from './temporary-files.js';

type Listener = (value: unknown) => void;

/** The `wx` of one run, and what the host does with it besides handing it to the package's code. */
export interface WxRun {
  /** What the package's code gets. */
  readonly wx: object;
  readonly privacy: Privacy;
  readonly files: TemporaryFiles;
  /** Calls an interface by name; a promise of its answer. */
  call(name: string, options?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  emit(event: string, value: unknown): void;
}

/** Not private interfaces themselves, but what they find out is private. */
const PRIVATE = [
  'chooseAddress',
  'chooseLocation',
  'getLocation',
  'getFuzzyLocation',
  'choosePoi',
  'chooseMessageFile',
];

export function createWx(host: WxHost): WxRun {
  const files = new TemporaryFiles();
  const privacy = new Privacy(host);
  const listeners = new Map<string, Set<Listener>>();
  const interfaces: Record<string, unknown> = {
    ...systemInterfaces(host),
    ...storageInterfaces(host),
    ...requestInterfaces(host),
    ...sessionInterfaces(host),
    ...navigationInterfaces(host),
    ...feedbackInterfaces(host),
    ...barInterfaces(host),
    ...placeInterfaces(host),
    ...messageInterfaces(host),
    ...deviceInterfaces(host),
    ...pageInterfaces(host),
    ...canvasInterfaces(host, files),
    ...fileInterfaces(host, files, (what) => privacy.demand(what)),
    ...privacy.interfaces(),
    canIUse: (name: string) => canUse(interfaces, name),
  };
  for (const name of PRIVATE) interfaces[name] = afterAgreement(privacy, name, interfaces[name]);
  const wx = named(host, interfaces, listeners);
  return {
    wx,
    privacy,
    files,
    call: async (name, options = {}) => {
      const method = (wx as Record<string, unknown>)[name];
      if (typeof method !== 'function') throw new Error(`wx.${name} is not a function`);
      return (await method(options)) as Record<string, unknown>;
    },
    emit: (event, value) => {
      for (const listener of listeners.get(event) ?? []) {
        try {
          listener(value);
        } catch (error) {
          host.report(`wx.${event}`, error);
        }
      }
    },
  };
}

/** `wx` with names for what is missing: a documented interface the player lacks fails by name, an unknown name is undefined as on a phone. */
function named(host: WxHost, interfaces: Interfaces, listeners: Map<string, Set<Listener>>): object {
  const made = new Map<string, unknown>();
  const missing = (name: string) => {
    const on = /^(on|off)([A-Z]\w*)$/.exec(name);
    if (on) {
      const event = `on${on[2]}`;
      return (listener?: Listener) => {
        const known = listeners.get(event) ?? new Set();
        listeners.set(event, known);
        if (on[1] === 'on' && listener) known.add(listener);
        else if (listener) known.delete(listener);
        else known.clear();
      };
    }
    return (options?: Options) => {
      const errMsg = `${name}:fail ${host.chrome.texts.noSuchInterface}`;
      host.report(`wx.${name}`, new Error(host.chrome.texts.noSuchInterface));
      options?.fail?.({ errMsg });
      options?.complete?.({ errMsg });
      return undefined;
    };
  };
  return new Proxy(interfaces, {
    get(target, name) {
      if (typeof name !== 'string') return undefined;
      if (target[name] !== undefined) return target[name];
      if (!DOCUMENTED.has(name) || name === 'cloud') return undefined;
      if (!made.has(name)) made.set(name, missing(name));
      return made.get(name);
    },
    has: (target, name) => typeof name === 'string' && (target[name] !== undefined || DOCUMENTED.has(name)),
    set(target, name, value: unknown) {
      // Templates may put a wrapper of their own over an interface.
      (target as Record<string, unknown>)[name as string] = value;
      return true;
    },
  });
}

/** `wx.canIUse('request')`, `'showToast.object.title'`, `'button.open-type.share'`: by the first word. */
function canUse(interfaces: Interfaces, name: string): boolean {
  const first = name.split('.')[0] ?? '';
  if (/^(skyline|worklet|cloud)/.test(first)) return false;
  return interfaces[first] !== undefined || !DOCUMENTED.has(first);
}

function afterAgreement(privacy: Privacy, name: string, method: unknown) {
  const call = method as (options: Options) => Promise<unknown> | undefined;
  return (options: Options = {}) => {
    if (!privacy.needed) return call(options);
    return privacy.demand(name).then(
      () => call(options),
      (error: Error) => {
        const refusal = { errMsg: `${name}:fail ${error.message}`, errno: 104 };
        options.fail?.(refusal);
        options.complete?.(refusal);
        if (!options.success && !options.fail && !options.complete) throw refusal;
        return undefined;
      },
    );
  };
}
