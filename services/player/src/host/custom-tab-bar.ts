import type { CodeSpace, MiniProgramEnv, Root } from 'glass-easel-miniprogram-adapter';
import { component } from 'glass-easel-miniprogram-adapter';
import { CUSTOM_TAB_BAR } from '../format.js';
import type { PageFrame } from '../frame/page-frame.js';

const bars = new WeakMap<Document, unknown>();

/** Puts the package's own tab bar into a tab page, after the page's own tree. It lies over the page as its styles say. */
export function openCustomTabBar(env: MiniProgramEnv, space: CodeSpace, frame: PageFrame): Root {
  const { document } = frame;
  const root = env.associateBackend(frame.context).createRoot('custom-tab-bar', space, CUSTOM_TAB_BAR);
  bars.set(document, root.get());
  const placeholder = document.body.appendChild(document.createElement('div'));
  root.attach(document.body as never, placeholder as never);
  return root;
}

/** `this.getTabBar()` in pages and components: the tab bar of the page they stand in. */
export function offerTabBars(): void {
  const getTabBar = function (this: { readonly _$: { readonly $$: HTMLElement | null } }) {
    const { $$: own } = this._$;
    return own ? bars.get(own.ownerDocument) : undefined;
  };
  Object.assign(component.ComponentCaller.prototype, { getTabBar });
}
