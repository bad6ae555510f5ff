import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { any, pixelsOf, text, textOf } from '../property.js';

const SVG = 'http://www.w3.org/2000/svg';
const TICK = 'M6.5 12.5l4 4 7-8';
const CROSS = 'M8 8l8 8M16 8l-8 8';
const MARK = 'M12 6.2v7.6M12 16.4v1.6';
const ICONS: Readonly<Record<string, { color: string; path: string; outline?: boolean }>> = {
  success: { color: '#09bb07', path: TICK },
  success_no_circle: { color: '#09bb07', path: 'M3 12.5l6 6L21 6', outline: true },
  safe_success: { color: '#09bb07', path: TICK },
  safe_warn: { color: '#ffbe00', path: MARK },
  info: { color: '#10aeff', path: 'M12 6v1.6M12 10v8' },
  info_circle: { color: '#10aeff', path: 'M12 6v1.6M12 10v8' },
  warn: { color: '#f76260', path: MARK },
  waiting: { color: '#10aeff', path: 'M12 6.5V12l4 2.5' },
  waiting_circle: { color: '#10aeff', path: 'M12 6.5V12l4 2.5' },
  download: { color: '#09bb07', path: 'M12 6v10M8 12l4 4 4-4' },
  cancel: { color: '#f43530', path: CROSS },
  circle: { color: '#c9c9c9', path: '' },
  clear: { color: '#b2b2b2', path: CROSS },
  search: { color: '#b2b2b2', path: 'M16 16l5 5', outline: true },
};

/** `<icon>`: WeChat's own small set, drawn anew. */
export const icon: BuiltIn = {
  tag: 'icon',
  content: 'none',
  properties: { type: text(), size: any(23), color: text() },
  observers: { 'type, size, color': draw },
  attached: draw,
  css: 'wx-icon{display:inline-block;vertical-align:middle;font-size:0}',
};

function draw(self: BuiltInSelf): void {
  const shape = ICONS[textOf(self, 'type')];
  self.host.replaceChildren();
  if (!shape) return;
  const size = String(pixelsOf(self, self.data['size'], 23));
  const color = textOf(self, 'color') || shape.color;
  const hollow = textOf(self, 'type') === 'circle';
  const circle = shape.outline
    ? textOf(self, 'type') === 'search' &&
      part(self, 'circle', { cx: '10', cy: '10', r: '7', fill: 'none', stroke: color })
    : part(self, 'circle', { cx: '12', cy: '12', r: '10.5', fill: hollow ? 'none' : color, stroke: color });
  const path = part(self, 'path', {
    d: shape.path,
    fill: 'none',
    stroke: shape.outline ? color : '#fff',
    'stroke-width': '1.8',
  });
  const svg = part(self, 'svg', { width: size, height: size, viewBox: '0 0 24 24' });
  svg.append(...(circle ? [circle] : []), path);
  self.host.append(svg);
}

function part(self: BuiltInSelf, name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = self.page.document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}
