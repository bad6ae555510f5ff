import sanitizeHtml from 'sanitize-html';

const MAX_CHARS = 50_000;

/**
 * Reduces a product description to what `rich-text` of a mini-program shows: no scripts, no frames, no links (they cannot be
 * followed there), images over https only. Source: shared/wechat/mini-program-package.md, component rich-text.
 */
export function richTextHtml(html: string): string {
  return sanitizeHtml(html, rules).trim().slice(0, MAX_CHARS);
}

const rules: sanitizeHtml.IOptions = {
  allowedTags:
    'p br hr div span strong b em i u s del sub sup small blockquote h1 h2 h3 h4 h5 h6 ul ol li dl dt dd img table thead tbody tfoot tr th td caption'.split(
      ' ',
    ),
  allowedAttributes: {
    '*': ['style'],
    img: ['src', 'alt', 'width', 'height'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan'],
  },
  allowedStyles: {
    '*': {
      color: [/^#[0-9a-f]{3,6}$/i, /^rgb\([\d\s,]+\)$/],
      'text-align': [/^(left|right|center|justify)$/],
      'font-weight': [/^(bold|normal|[1-9]00)$/],
    },
  },
  allowedSchemes: ['https'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
};
