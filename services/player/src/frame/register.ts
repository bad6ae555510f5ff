import type { CodeSpace } from 'glass-easel-miniprogram-adapter';
import emptyTemplates from 'virtual:built-in-templates';
import type { BuiltIn, BuiltInSelf } from './built-in.js';
import { BUILT_INS } from './catalogue.js';
import { treeElementOf } from './frame-context.js';
import type { FrameServices } from './frame-services.js';
import type { PageFrame } from './page-frame.js';

/** The component's `this`, as far as the built-ins' side of it goes. */
interface Caller {
  readonly data: Record<string, unknown>;
  readonly dataset: Record<string, unknown> | null;
  readonly _$: {
    readonly $$: HTMLElement | null;
    readonly ownerShadowRoot: { getHostNode(): { readonly is: string } } | null;
    getMethodCaller(): unknown;
  };
  setData(changes: Readonly<Record<string, unknown>>): void;
  triggerEvent(type: string, detail: unknown, options: object): void;
}

const frames = new WeakMap<Document, PageFrame>();
const selves = new WeakMap<object, BuiltInSelf>();
const definitions = new Map(BUILT_INS.map((definition) => [definition.tag, definition]));
const PATH = 'player-built-in/';

/** Has to be told before the page's tree is attached. */
export function rememberFrame(frame: PageFrame): void {
  frames.set(frame.document, frame);
}

export const isBuiltIn = (path: string): boolean => path.startsWith(PATH);

/** Makes every built-in a global tag of a code space. Before anything of the mini-program's own is registered. */
export function registerBuiltIns(space: CodeSpace, services: FrameServices): void {
  for (const definition of BUILT_INS) {
    const path = PATH + definition.tag;
    const templates = emptyTemplates as Record<string, unknown>;
    space.addCompiledTemplate(path, { groupList: templates, content: templates[definition.content] } as never);
    const component = space.component(path).definition(componentOf(definition, services)).register();
    space.getComponentSpace().setGlobalUsingComponent(definition.tag, (component as unknown as { _$: never })._$);
  }
}

/** All CSS of the built-ins. */
export const builtInStyle = (): string => BUILT_INS.map(({ css }) => css ?? '').join('\n');

function componentOf(definition: BuiltIn, services: FrameServices): object {
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      services.report(`<${definition.tag}>`, error);
    }
  };
  const observers: Record<string, (this: Caller, ...values: never[]) => void> = {};
  for (const [key, observer] of Object.entries(definition.observers ?? {})) {
    observers[key] = function (...values) {
      const self = selves.get(this._$);
      if (self) guarded(() => observer(self, ...values));
    };
  }
  return {
    properties: definition.properties,
    observers,
    lifetimes: {
      attached(this: Caller) {
        const self = selfOf(this, definition.tag, services);
        if (!self) return;
        selves.set(this._$, self);
        guarded(() => definition.attached?.(self));
      },
      detached(this: Caller) {
        const self = selves.get(this._$);
        if (self) guarded(() => definition.detached?.(self));
        selves.delete(this._$);
      },
    },
  };
}

function selfOf(caller: Caller, tag: string, services: FrameServices): BuiltInSelf | null {
  const host = caller._$.$$;
  const page = host ? frames.get(host.ownerDocument) : undefined;
  if (!host || !page) return null;
  return {
    tag,
    host,
    page,
    services,
    state: {},
    get data() {
      return caller.data;
    },
    get owner() {
      return caller._$.ownerShadowRoot?.getHostNode().is ?? '';
    },
    get dataset() {
      return caller.dataset ?? {};
    },
    setData(changes) {
      caller.setData(changes);
    },
    fire(type, detail = {}, options = {}) {
      caller.triggerEvent(type, detail, options);
    },
    element(name, className) {
      const element = host.ownerDocument.createElement(name);
      if (className) element.className = className;
      return element;
    },
    ask(element, method, ...values) {
      const tree = treeElementOf(element);
      const other = tree ? selves.get(tree) : undefined;
      return other ? definitions.get(other.tag)?.methods?.[method]?.(other, ...(values as never[])) : undefined;
    },
  };
}
