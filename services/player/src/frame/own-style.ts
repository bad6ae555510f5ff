import type { BuiltInSelf } from './built-in.js';
import { treeElementOf } from './frame-context.js';

/** glass-easel joins an element's style from segments: 0 the template's, 1 ours, 2 animations, 3 WXS. Later ones win. */
const OWN_SEGMENT = 1;

/** CSS of the built-in itself on its element. Written straight to `style` it would be gone with the template's next change. */
export function setOwnStyle(self: BuiltInSelf, css: string): void {
  treeElementOf(self.host)?.setNodeStyle(css, OWN_SEGMENT);
}

/** The same for a tag that another one lays out, as a swiper its items. */
export function setStyleOf(host: Element, css: string): void {
  treeElementOf(host)?.setNodeStyle(css, OWN_SEGMENT);
}
