import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { any, text, textOf } from '../property.js';
import { rpxToVw } from '../rpx.js';

/** Tags that WeChat shows; anything else is left out with what is in it. */
const TAGS = new Set(
  `a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em fieldset font
  footer h1 h2 h3 h4 h5 h6 header hr i img ins label legend li mark nav ol p pre q rt ruby s section small span strong sub sup
  table tbody td tfoot th thead tr tt u ul`.split(/\s+/),
);
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  img: ['alt', 'src', 'height', 'width'],
  ol: ['start', 'type'],
  table: ['width'],
  td: ['colspan', 'height', 'rowspan', 'width'],
  th: ['colspan', 'height', 'rowspan', 'width'],
  col: ['span', 'width'],
  colgroup: ['span', 'width'],
  font: ['color', 'size'],
  bdo: ['dir'],
};
const SPACES: Readonly<Record<string, string>> = { ensp: '\u2002', emsp: '\u2003', nbsp: '\u00a0' };

interface RichNode {
  readonly type?: string;
  readonly name?: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly children?: readonly RichNode[];
}

/** `<rich-text>`: HTML as text or as nodes. Only harmless tags and attributes get in; nothing in it can be tapped or followed. */
export const richText: BuiltIn = {
  tag: 'rich-text',
  content: 'none',
  properties: { nodes: any([]), space: text(), userSelect: { type: Boolean, value: false }, mode: text('default') },
  observers: { 'nodes, space': draw },
  attached: draw,
  css: `wx-rich-text{display:block;word-break:break-word}
wx-rich-text img{max-width:100%;vertical-align:middle}
wx-rich-text p,wx-rich-text h1,wx-rich-text h2,wx-rich-text h3,wx-rich-text h4{margin:0}`,
};

function draw(self: BuiltInSelf): void {
  const { nodes } = self.data;
  const drawn =
    typeof nodes === 'string'
      ? fromHtml(self, nodes)
      : fromNodes(self, Array.isArray(nodes) ? (nodes as RichNode[]) : []);
  self.host.replaceChildren(...drawn);
}

/** Parsed in a document of its own, where nothing is loaded or run; what is safe is made anew in the page. */
function fromHtml(self: BuiltInSelf, html: string): Node[] {
  const { DOMParser } = self.page.window;
  // Handlers go before parsing only to keep the browser from complaining about each of them.
  const quiet = html.replace(/\son\w+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, '');
  const parsed = new DOMParser().parseFromString(quiet, 'text/html');
  const copy = (node: Node): Node[] => {
    if (node.nodeType === 3) return [words(self, node.nodeValue ?? '')];
    if (node.nodeType !== 1) return [];
    const element = node as Element;
    const name = element.localName;
    if (!TAGS.has(name)) return [];
    const attributes = [...element.attributes].map(({ name, value }) => [name, value] as const);
    return [make(self, name, attributes, [...element.childNodes].flatMap(copy))];
  };
  return [...parsed.body.childNodes].flatMap(copy);
}

function fromNodes(self: BuiltInSelf, nodes: readonly RichNode[]): Node[] {
  return nodes.flatMap((node) => {
    if (node === null || typeof node !== 'object') return [];
    if (node.type === 'text' || node.name === undefined) return [words(self, decode(node.text ?? ''))];
    const name = node.name.toLowerCase();
    if (!TAGS.has(name)) return [];
    const attributes = Object.entries(node.attrs ?? {}).map(
      ([key, value]) => [key.toLowerCase(), String(value)] as const,
    );
    return [make(self, name, attributes, fromNodes(self, node.children ?? []))];
  });
}

function make(
  self: BuiltInSelf,
  name: string,
  attributes: readonly (readonly [string, string])[],
  children: readonly Node[],
): Node {
  const element = self.page.document.createElement(name);
  for (const [key, value] of attributes) {
    if (key === 'class') element.className = scoped(self, value);
    else if (key === 'style') element.style.cssText = rpxToVw(value);
    else if (key === 'src' && name === 'img') element.setAttribute('src', self.services.assetUrl(value, self.owner));
    else if (ATTRIBUTES[name]?.includes(key)) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** Inside a component its own style reaches the classes, and no other. */
function scoped({ owner, services }: BuiltInSelf, classes: string): string {
  const prefix = services.classPrefix(owner);
  return classes
    .split(/\s+/)
    .filter(Boolean)
    .map((name) => prefix + name)
    .join(' ');
}

function words(self: BuiltInSelf, value: string): Text {
  const space = SPACES[textOf(self, 'space')];
  return self.page.document.createTextNode(space ? value.replaceAll(' ', space) : value);
}

function decode(value: string): string {
  return value.replace(/&(nbsp|lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = { nbsp: '\u00a0', lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
