import type { CurrentWindowBackendContext } from 'glass-easel';

/** One page's own window: an iframe of the player's origin, so that `vw`, `100vh`, `fixed` and scrolling are as in WeChat. */
export interface PageFrame {
  readonly route: string;
  readonly iframe: HTMLIFrameElement;
  readonly window: Window & typeof globalThis;
  readonly document: Document;
  readonly context: CurrentWindowBackendContext;
}
