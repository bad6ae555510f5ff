const INSET = /(?:env|constant)\(\s*safe-area-inset-(top|bottom|left|right)\s*(?:,[^()]*)?\)/g;

/** `env(safe-area-inset-…)` as variables of the page: in a frame the browser knows of no notch and no home bar. */
export function withSafeArea(css: string): string {
  return css.includes('safe-area-inset') ? css.replace(INSET, 'var(--wxi-safe-$1, 0px)') : css;
}

/** Sets them to the phone's: the home bar where the page reaches the bottom, the status bar where it reaches the top. */
export function placeSafeArea(iframe: HTMLIFrameElement, reachesTop: boolean): void {
  const phone = iframe.ownerDocument.defaultView?.getComputedStyle(iframe);
  const style = iframe.contentDocument?.documentElement.style;
  const noTabs = iframe.closest('.with-tabs') === null;
  style?.setProperty('--wxi-safe-bottom', (noTabs && phone?.getPropertyValue('--bottom').trim()) || '0px');
  style?.setProperty('--wxi-safe-top', (reachesTop && phone?.getPropertyValue('--status').trim()) || '0px');
}
