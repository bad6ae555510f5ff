import type { App } from './app.model.js';
import { emptyState } from './empty-state.js';
import type { Push, Task } from './model.js';
import { upgradePay } from './pay-upgrade.js';
import { completeSettings } from './sandbox-settings.js';
import type { SandboxState } from './sandbox-state.js';
import type { Shelf } from './shelf.js';

/** How a document is named: the way to it in the state, as JSON. */
export const keyOf = (...path: readonly string[]): string => JSON.stringify(path);

/** The shelves by the name their documents begin with. */
export const shelvesOf = (state: SandboxState): readonly (readonly [name: string, shelf: Shelf])[] => [
  ['apps', state.apps],
  ['calls', state.dailyCalls],
  ['tasks', state.tasks],
];

/** Whether a key belongs to a shelf. */
export const isShelved = (key: string): boolean => /^\["(apps|calls|tasks)"/.test(key);

/** Everything outside the shelves, as key and text. Records are one document for each entry, so that little is written for a little change. */
export function* plainDocuments(state: SandboxState): IterableIterator<readonly [key: string, text: string]> {
  yield [keyOf('aged'), JSON.stringify(state.apps.agedMs)];
  yield [keyOf('settings'), JSON.stringify(state.settings)];
  yield [keyOf('counters'), JSON.stringify(state.counters)];
  for (const push of state.pushes) yield [keyOf('pushes', String(push.id)), JSON.stringify(push)];
  for (const part of ['component', 'pay'] as const) {
    for (const [name, member] of Object.entries(state[part])) {
      if (!isRecordOfObjects(member)) yield [keyOf(part, name), JSON.stringify(member ?? null)];
      else for (const [id, entry] of Object.entries(member)) yield [keyOf(part, name, id), JSON.stringify(entry)];
    }
  }
}

/** The state that these documents describe. */
export function stateOf(documents: ReadonlyMap<string, unknown>): SandboxState {
  const state = emptyState();
  const shelves = new Map(shelvesOf(state));
  for (const [key, value] of documents) {
    const [part, name = '', id] = JSON.parse(key) as [string, string?, string?];
    const shelf = shelves.get(part);
    if (shelf) shelf.load(name, value);
    else if (part === 'aged') state.apps.agedMs = value as number;
    else if (part === 'settings') state.settings = completeSettings(value as object);
    else if (part === 'counters') state.counters = { ...state.counters, ...(value as object) };
    else if (part === 'pushes') state.pushes.push(value as Push);
    else if (part === 'component' || part === 'pay') place(state[part] as unknown as Parent, name, id, value);
  }
  state.pay = upgradePay(state.pay);
  for (const [, shelf] of shelves) shelf.touched.clear();
  return state;
}

/** What `sandbox.json` of earlier versions held: the whole state as one JSON text. */
export function stateOfSnapshot(saved: Partial<Snapshot>): SandboxState {
  const state = emptyState();
  state.component = { ...state.component, ...saved.component };
  state.pay = upgradePay(saved.pay);
  state.settings = completeSettings(saved.settings ?? {});
  state.counters = { ...state.counters, ...saved.counters };
  state.pushes = saved.pushes ?? [];
  for (const task of saved.tasks ?? []) state.tasks.add(task);
  for (const [appid, app] of Object.entries(saved.apps ?? {})) state.apps.load(appid, app);
  for (const [key, count] of Object.entries(saved.dailyCalls ?? {})) {
    const [day = '', appid = '', path = ''] = key.split(' ');
    for (let call = 0; call < count; call++) state.dailyCalls.add(appid, path, day);
  }
  return state;
}

interface Snapshot extends Omit<SandboxState, 'apps' | 'tasks' | 'dailyCalls'> {
  apps: Record<string, App>;
  tasks: Task[];
  dailyCalls: Record<string, number>;
}

type Parent = Record<string, unknown>;

function place(parent: Parent, name: string, id: string | undefined, value: unknown): void {
  if (id === undefined) {
    parent[name] = value;
    return;
  }
  const record = parent[name];
  // defineProperty: an id may be any text a caller chose, `__proto__` too.
  const target = isRecord(record) ? record : {};
  Object.defineProperty(target, id, { value, writable: true, enumerable: true, configurable: true });
  parent[name] = target;
}

const isRecord = (value: unknown): value is Parent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRecordOfObjects = (value: unknown): value is Parent =>
  isRecord(value) && Object.values(value).every((entry) => typeof entry === 'object' && entry !== null);
