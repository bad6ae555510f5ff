import type { Element as TreeElement, GeneralComponent } from 'glass-easel';
import { ViewDescriptor } from './descriptor.js';

type Script = (...values: unknown[]) => unknown;
/** First number of the path that the template compiler writes beside a function: 1 and 2 are WXS modules, 0 is the page's data. */
type FunctionPath = readonly (string | number)[] | null | undefined;

interface TreeEvent {
  readonly currentTarget: unknown;
}

/** The parts of glass-easel's template instance that decide how functions in templates are called. */
interface TemplateInstance {
  setFnFilter: unknown;
  setEventListenerWrapper: unknown;
  changePropFilter(script: Script, path?: FunctionPath): Script;
  eventListenerWrapper(caller: unknown, event: TreeEvent, script: Script, path?: FunctionPath): unknown;
}

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
      return generate(instance, ...rest);
    };
  };
}

function observeBy(script: Script): Script {
  return (now, before, host, element) =>
    typeof script === 'function'
      ? script(now, before, ViewDescriptor.of(host as GeneralComponent), ViewDescriptor.of(element as TreeElement))
      : undefined;
}

function handleBy(caller: unknown, event: TreeEvent, handler: Script, path?: FunctionPath): unknown {
  const kind = path?.[0];
  if (kind !== 1 && kind !== 2) return handler.call(caller, event);
  const instance = ViewDescriptor.of(treeElement(event.currentTarget));
  return handler(Object.assign(Object.create(event) as object, { instance }), ViewDescriptor.of(treeElement(caller)));
}

/** Listeners get components as the mini-program knows them; the tree's element is behind `_$`. */
function treeElement(caller: unknown): TreeElement {
  return (caller as { _$?: TreeElement })._$ ?? (caller as TreeElement);
}
