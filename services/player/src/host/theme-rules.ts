const originals = new WeakMap<CSSMediaRule, string>();
const SCHEME = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi;

/**
 * Makes `@media (prefers-color-scheme: …)` of a page follow the player's theme instead of the computer's: an iframe cannot be given
 * a preferred scheme, so the condition itself is replaced by one that holds or does not.
 */
export function followTheme(document: Document, theme: 'light' | 'dark'): void {
  for (const sheet of document.styleSheets) visit(sheet.cssRules, theme);
}

function visit(rules: CSSRuleList, theme: 'light' | 'dark'): void {
  for (const rule of rules) {
    // Of the page's own window, so `instanceof` does not know it.
    const media = rule as CSSMediaRule;
    if (rule.type !== CSSRule.MEDIA_RULE) continue;
    const original = originals.get(media) ?? media.media.mediaText;
    if (SCHEME.test(original)) {
      originals.set(media, original);
      media.media.mediaText = original.replace(SCHEME, (_, wanted: string) =>
        wanted.toLowerCase() === theme ? '(min-width: 0px)' : '(max-width: 0px)',
      );
    }
    SCHEME.lastIndex = 0;
    visit(media.cssRules, theme);
  }
}
