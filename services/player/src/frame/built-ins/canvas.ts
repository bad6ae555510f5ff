import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { setNodeContext } from '../node-context.js';
import { flag, text } from '../property.js';

/** A canvas as pages get it from `createSelectorQuery().select(…).node()`. */
export interface CanvasNode extends HTMLCanvasElement {
  createImage(): HTMLImageElement;
  createPath2D(path?: string): Path2D;
  createImageData(width: number, height: number): ImageData;
  requestAnimationFrame(callback: FrameRequestCallback): number;
  cancelAnimationFrame(request: number): void;
}

/** `<canvas>`: 300 × 150 px unless styled. Its drawing surface is as large as the page makes it through the node. */
export const canvas: BuiltIn = {
  tag: 'canvas',
  content: 'slot',
  properties: { type: text(), canvasId: text(), disableScroll: flag() },
  attached(self) {
    const surface = self.element('canvas', 'wxi-canvas') as unknown as CanvasNode;
    self.host.prepend(surface);
    const { width, height } = self.host.getBoundingClientRect();
    surface.width = Math.round(width) || 300;
    surface.height = Math.round(height) || 150;
    setNodeContext(self.host, withWeChatMethods(self, surface));
  },
  css: `wx-canvas{display:block;position:relative;width:300px;height:150px}
.wxi-canvas{position:absolute;left:0;top:0;width:100%;height:100%}`,
};

function withWeChatMethods(self: BuiltInSelf, surface: CanvasNode): CanvasNode {
  const { window } = self.page;
  return Object.assign(surface, {
    createImage: () => imageOf(self),
    createPath2D: (path?: string) => new window.Path2D(path),
    createImageData: (width: number, height: number) => new window.ImageData(width, height),
    requestAnimationFrame: (callback: FrameRequestCallback) => window.requestAnimationFrame(callback),
    cancelAnimationFrame: (request: number) => window.cancelAnimationFrame(request),
  });
}

/** Paths in a package are not addresses: what the page sets as `src` is looked up as an `<image>`'s is. `drawImage` takes it as it is. */
function imageOf({ owner, page, services }: BuiltInSelf): HTMLImageElement {
  const picture = new page.window.Image();
  const own = Object.getOwnPropertyDescriptor(page.window.HTMLImageElement.prototype, 'src');
  Object.defineProperty(picture, 'src', {
    get: () => own?.get?.call(picture) as string,
    set(value: string) {
      own?.set?.call(picture, services.assetUrl(value, owner));
    },
  });
  return picture;
}
