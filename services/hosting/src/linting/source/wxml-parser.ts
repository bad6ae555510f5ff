export interface WxmlAttribute {
  readonly name: string;
  /** `null` for an attribute without a value. */
  readonly value: string | null;
  readonly line: number;
}

export interface WxmlElement {
  readonly tag: string;
  readonly attributes: readonly WxmlAttribute[];
  readonly children: readonly WxmlElement[];
  readonly line: number;
  /** Text directly inside, mustaches included; for `wxs` its program. */
  readonly text: string;
  /** Line on which `text` begins. */
  readonly textLine: number;
}

export type WxmlFaultKind = 'too_deep' | 'unclosed' | 'mismatched' | 'stray_end' | 'malformed' | 'unquoted';
export interface WxmlFault {
  readonly kind: WxmlFaultKind;
  readonly subject: string;
  readonly line: number;
}

export interface WxmlDocument {
  /** Stands for the file; has no tag. */
  readonly root: WxmlElement;
  readonly faults: readonly WxmlFault[];
}

interface OpenElement extends WxmlElement {
  readonly children: WxmlElement[];
  text: string;
  textLine: number;
}

/** Reads WXML into elements. Goes on after a fault, so that one report names them all. */
export function parseWxml(source: string): WxmlDocument {
  return new Parser(source).document();
}

/** Every element below `root`, parents before children. */
export function* elementsOf(root: WxmlElement): Generator<WxmlElement> {
  const waiting = [...root.children].reverse();
  for (let element = waiting.pop(); element; element = waiting.pop()) {
    yield element;
    for (let index = element.children.length - 1; index >= 0; index -= 1)
      waiting.push(element.children[index] as WxmlElement);
  }
}

export function attribute(element: WxmlElement, name: string): WxmlAttribute | undefined {
  return element.attributes.find((candidate) => candidate.name === name);
}

const TAG_START = /<([a-zA-Z][\w.-]*)/y;
const ATTRIBUTE = /([^\s=<>/"']+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/y;

/** What nobody writes by hand; WeChat's compiler crashes at about three hundred. */
const DEEPEST = 100;

class Parser {
  readonly #root: OpenElement = element('', [], 1);
  readonly #open: OpenElement[] = [this.#root];
  readonly #faults: WxmlFault[] = [];
  #at = 0;
  #line = 1;

  readonly #lastMustacheEnd: number;

  constructor(private readonly source: string) {
    this.#lastMustacheEnd = source.lastIndexOf('}}');
  }

  document(): WxmlDocument {
    while (this.#at < this.source.length) this.#step();
    for (const left of this.#open.slice(1)) this.#fault('unclosed', left.tag, left.line);
    return { root: this.#root, faults: this.#faults };
  }

  #step(): void {
    const current = this.#open.at(-1) ?? this.#root;
    if (current.tag === 'wxs') return this.#program(current);
    if (this.source.startsWith('<!--', this.#at)) return this.#skipPast('-->');
    if (this.source.startsWith('</', this.#at)) return this.#endTag();
    TAG_START.lastIndex = this.#at;
    const start = TAG_START.exec(this.source);
    if (start) return this.#startTag(start[1] ?? '');
    this.#text(current);
  }

  /** Text up to the next tag; what stands in `{{ }}` is not markup even when it has a `<`. */
  #text(current: OpenElement): void {
    const from = this.#at;
    if (current.text === '') current.textLine = this.#line;
    do {
      const mustache =
        this.#at < this.#lastMustacheEnd && this.source.startsWith('{{', this.#at)
          ? this.source.indexOf('}}', this.#at)
          : -1;
      this.#advance(mustache < 0 ? 1 : mustache + 2 - this.#at);
    } while (this.#at < this.source.length && this.source[this.#at] !== '<');
    const text = this.source.slice(from, this.#at);
    if (text.trim() === '' && current.text === '') return;
    current.text += text;
  }

  #program(wxs: OpenElement): void {
    const end = this.source.indexOf('</wxs', this.#at);
    wxs.textLine = this.#line;
    wxs.text = this.source.slice(this.#at, end < 0 ? undefined : end);
    this.#advance(wxs.text.length);
    if (end >= 0) this.#endTag();
  }

  #startTag(tag: string): void {
    const line = this.#line;
    this.#advance(tag.length + 1);
    const attributes = this.#attributes();
    const added = element(tag, attributes, line);
    (this.#open.at(-1) ?? this.#root).children.push(added);
    if (this.source.startsWith('/>', this.#at)) this.#advance(2);
    else if (this.source[this.#at] === '>') {
      this.#advance(1);
      this.#open.push(added);
      if (this.#open.length === DEEPEST) this.#fault('too_deep', tag, line);
    } else {
      this.#fault('malformed', tag, line);
      this.#advance(1);
    }
  }

  #attributes(): WxmlAttribute[] {
    const found: WxmlAttribute[] = [];
    for (;;) {
      while (/\s/.test(this.source[this.#at] ?? '')) this.#advance(1);
      ATTRIBUTE.lastIndex = this.#at;
      const match = ATTRIBUTE.exec(this.source);
      if (!match?.[1]) return found;
      const [whole, name, assigned, double, single, bare] = match;
      if (bare !== undefined) this.#fault('unquoted', name, this.#line);
      found.push({ name, value: assigned === undefined ? null : (double ?? single ?? bare ?? ''), line: this.#line });
      this.#advance(whole.length);
    }
  }

  #endTag(): void {
    const line = this.#line;
    const match = /^<\/\s*([^\s>]*)\s*>?/.exec(this.source.slice(this.#at, this.#at + 200));
    const tag = match?.[1] ?? '';
    this.#advance(match?.[0].length ?? 2);
    if (this.#open.length > 1 && this.#open.at(-1)?.tag === tag) {
      this.#open.pop();
      return;
    }
    const opened = this.#open.findLastIndex((candidate, index) => index > 0 && candidate.tag === tag);
    if (opened < 0) return this.#fault('stray_end', tag, line);
    for (const left of this.#open.splice(opened).slice(1)) this.#fault('mismatched', left.tag, left.line);
  }

  #skipPast(mark: string): void {
    const end = this.source.indexOf(mark, this.#at);
    if (end < 0) this.#fault('unclosed', '!--', this.#line);
    this.#advance((end < 0 ? this.source.length : end + mark.length) - this.#at);
  }

  #advance(count: number): void {
    for (let index = this.#at; index < this.#at + count; index += 1) if (this.source[index] === '\n') this.#line += 1;
    this.#at += count;
  }

  #fault(kind: WxmlFaultKind, subject: string, line: number): void {
    this.#faults.push({ kind, subject, line });
  }
}

function element(tag: string, attributes: readonly WxmlAttribute[], line: number): OpenElement {
  return { tag, attributes, children: [], line, text: '', textLine: line };
}
