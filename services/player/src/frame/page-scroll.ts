import type { PageFrame } from './page-frame.js';

export interface PageScrollListener {
  /** Pixels from the page's end at which `reachBottom` is called; WeChat's default is 50. */
  readonly reachBottomPx: number;
  scrolled(scrollTop: number): void;
  /** Once each time the end comes near; again only after the page was scrolled away or has grown. */
  reachBottom(): void;
}

/** Page scrolling as `onPageScroll` and `onReachBottom` report it. @returns ends it */
export function watchPageScroll(frame: PageFrame, listener: PageScrollListener): () => void {
  const { document, window } = frame;
  let near = false;
  let before = 0;
  const scrolled = () => {
    const element = document.scrollingElement ?? document.documentElement;
    const { clientHeight, scrollHeight, scrollTop } = element;
    if (scrollTop !== before) listener.scrolled(scrollTop);
    const isNear = scrollTop + clientHeight >= scrollHeight - listener.reachBottomPx;
    const down = scrollTop > before;
    before = scrollTop;
    if (isNear && !near && down) listener.reachBottom();
    near = isNear;
  };
  window.addEventListener('scroll', scrolled, { passive: true });
  return () => window.removeEventListener('scroll', scrolled);
}

/** `wx.pageScrollTo`: to a height in pixels, or to the element of a selector. @returns false when no element matches */
export function scrollPageTo(
  frame: PageFrame,
  to: { readonly scrollTop?: number; readonly element?: Element | null; readonly offsetTop?: number },
  durationMs: number,
): boolean {
  const { window } = frame;
  if (to.element === null) return false;
  const top = to.element ? to.element.getBoundingClientRect().top + window.scrollY + (to.offsetTop ?? 0) : to.scrollTop;
  window.scrollTo({ top: Math.max(0, top ?? 0), behavior: durationMs > 0 ? 'smooth' : 'instant' });
  return true;
}
