import { type Element as TreeElement, type GeneralComponent, safeCallback } from 'glass-easel';
import { ViewDescriptor } from './descriptor.js';

type Script = (...values: unknown[]) => unknown;

interface TreeEvent {
  readonly currentTarget: unknown;
}

/** The parts of glass-easel's template instance that decide how functions in templates are called. */
interface TemplateInstance {
  setFnFilter: unknown;
  setEventListenerWrapper: unknown;
  changePropFilter(script: Script): Script;
  eventListenerWrapper(caller: unknown, event: TreeEvent, script: Script): unknown;
  /** Binds an event: to a method by name, or to a function of a WXS module. */
  v: (this: void, element: TreeElement, event: string, handler: unknown, ...rest: unknown[]) => void;
}

const scripts = new WeakSet<Script>();

type Generator = (instance: TemplateInstance, ...rest: unknown[]) => unknown;
export type TemplateContent = (name: string) => Generator | undefined;

/**
 * A compiled template whose WXS functions are called as WeChat calls them: event handlers with `(event, ownerInstance)`, property
 * observers (`change:prop`) with `(newValue, oldValue, ownerInstance, instance)`.
 */
export function withViewScripts(content: TemplateContent): TemplateContent {
  return (name) => {
    const generate = content(name);
    if (generate === undefined) return undefined;
    return (instance, ...rest) => {
      // The generated code would set its own empty filters over ours.
      instance.setFnFilter = () => undefined;
      instance.setEventListenerWrapper = () => undefined;
      instance.changePropFilter = observeBy;
      instance.eventListenerWrapper = handleBy;
      const { v: bind } = instance;
      instance.v = (element, event, handler, ...more) => {
        // Data holds no functions: one that comes out of a template, whatever the expression, is of a WXS module.
        if (typeof handler === 'function') scripts.add(handler as Script);
        bind(element, event, handler, ...more);
      };
      return generate(instance, ...rest);
    };
  };
}

/** The first time it is called while the element is being made: WeChat's observers come when what is inside it stands, too. */
function observeBy(script: Script): Script {
  return (now, before, host, element) => {
    if (typeof script !== 'function') return;
    const [owner, own] = [host as GeneralComponent, element as TreeElement];
    const observe = () => script(now, before, ViewDescriptor.of(owner), ViewDescriptor.of(own));
    const { isConnected } = own.$$ as unknown as HTMLElement;
    if (isConnected) observe();
    else queueMicrotask(() => safeCallback('WXS', observe, null, [], owner));
  };
}

function handleBy(caller: unknown, event: TreeEvent, handler: Script): unknown {
  if (!scripts.has(handler)) return handler.call(caller, event);
  const instance = ViewDescriptor.of(treeElement(event.currentTarget));
  return handler(Object.assign(Object.create(event) as object, { instance }), ViewDescriptor.of(treeElement(caller)));
}

/** Listeners get components as the mini-program knows them; the tree's element is behind `_$`. */
function treeElement(caller: unknown): TreeElement {
  return (caller as { _$?: TreeElement })._$ ?? (caller as TreeElement);
}
