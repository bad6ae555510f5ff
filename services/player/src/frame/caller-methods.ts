import type { Element as TreeElement } from 'glass-easel';
import { component } from 'glass-easel-miniprogram-adapter';
import { completeQueries } from './selector-queries.js';
import { animateKeyframes, clearKeyframes } from './animation/keyframes.js';

type Fields = Readonly<Record<string, unknown>>;
type Answer = (result: unknown) => void;

/** `this` of a page's or component's code, with glass-easel's component behind it. */
interface Caller {
  readonly _$: {
    getShadowRoot(): { querySelectorAll(selector: string): TreeElement[] } | null;
    readonly $$: HTMLElement | null;
  };
  createSelectorQuery(): { select(selector: string): NodesReference };
}

interface NodesReference {
  fields(fields: Fields, answer?: Answer): unknown;
}

/**
 * Adds what WeChat has on `this` and in selector queries, and glass-easel's adapter has not: `animate`, `clearAnimation`, offsets of event targets,
 * `fields({node})` and `node()`. Once, before there is any.
 */
export function completeCallers(): void {
  const shared = component.ComponentCaller.prototype as unknown as Caller;
  Object.assign(shared, { animate, clearAnimation });
  for (const name of ['offsetLeft', 'offsetTop'] as const) Object.defineProperty(shared, name, offset(name));
  const query = shared.createSelectorQuery();
  const nodes = ownerOf(query.select('view'), 'fields') as NodesReference | null;
  if (nodes) completeNodes(nodes);
  const queries = ownerOf(query, 'exec');
  if (queries) completeQueries(queries);
}

/** `event.target.offsetLeft`; a component may have a field of that name of its own. */
function offset(name: 'offsetLeft' | 'offsetTop'): PropertyDescriptor {
  return {
    configurable: true,
    get(this: Caller) {
      return (this._$ as Caller['_$'] | undefined)?.$$?.[name] ?? 0;
    },
    set(this: Caller, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
    },
  };
}

function animate(
  this: Caller,
  selector: string,
  keyframes: readonly Fields[],
  durationMs: number,
  third?: (() => void) | { readonly scrollSource: string },
): void {
  if (typeof third === 'object') throw new Error('animate: scroll timelines are not played here.');
  animateKeyframes(elementsOf(this, selector), keyframes, durationMs, third);
}

function clearAnimation(
  this: Caller,
  selector: string,
  second?: (() => void) | Readonly<Record<string, boolean>>,
  third?: () => void,
): void {
  clearKeyframes(elementsOf(this, selector), typeof second === 'function' ? second : third);
}

function completeNodes(nodes: NodesReference): void {
  const given: (this: NodesReference, fields: Fields, answer?: Answer) => unknown = Reflect.get(nodes, 'fields');
  Object.assign(nodes, {
    fields(this: NodesReference, wanted: Fields, answer?: Answer) {
      if (wanted['node'] !== true) return given.call(this, wanted, answer);
      return given.call(this, { ...wanted, context: true }, (result) => {
        for (const found of Array.isArray(result) ? (result as unknown[]) : [result]) nameNode(found);
        answer?.(result);
      });
    },
    node(this: NodesReference, answer?: Answer) {
      return this.fields({ node: true }, answer);
    },
  });
}

/** The result is the object that `exec` hands out, too. */
function nameNode(found: unknown): void {
  if (typeof found !== 'object' || found === null) return;
  const result = found as { node?: unknown; context?: unknown };
  result.node = result.context;
  delete result.context;
}

function elementsOf(caller: Caller, selector: string): HTMLElement[] {
  const found = caller._$.getShadowRoot()?.querySelectorAll(selector) ?? [];
  return found.flatMap((element) => ((element as { $$?: unknown }).$$ as HTMLElement | null) ?? []);
}

/** The prototype on which a method stands. */
function ownerOf(object: object, method: string): object | null {
  for (let each: object | null = object; each; each = Object.getPrototypeOf(each) as object | null)
    if (Object.hasOwn(each, method)) return each;
  return null;
}
