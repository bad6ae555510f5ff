import type { Text } from '#kernel/problems/problem-table.js';
import { type JsonValue, pointerTo } from '../../templates/json.js';

export interface JsonFault {
  readonly line: number;
  readonly message: Text;
}

/** A strictly parsed JSON text that remembers where everything stands. */
export interface JsonDocument {
  /** `undefined` when the text is not JSON. */
  readonly value: JsonValue | undefined;
  readonly fault: JsonFault | undefined;
  /** Keys written twice in one object: the first is lost silently. */
  readonly repeatedKeys: readonly { readonly pointer: string; readonly line: number }[];
  /** Line of the value a JSON pointer names, counted from 1. */
  readonly lineOf: (pointer: string) => number | undefined;
}

class Unreadable extends Error {
  constructor(readonly fault: JsonFault) {
    super(fault.message.en);
  }
}

/** Parses as WeChat's tools do: no comments, no trailing commas. A byte order mark is the caller's to notice. */
export function parseJson(text: string): JsonDocument {
  const reader = new Reader(text);
  let value: JsonValue | undefined;
  let fault: JsonFault | undefined;
  try {
    value = reader.document();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    fault = error.fault;
  }
  return { value, fault, repeatedKeys: reader.repeatedKeys, lineOf: (pointer) => reader.lines.get(pointer) };
}

class Reader {
  readonly lines = new Map<string, number>();
  readonly repeatedKeys: { pointer: string; line: number }[] = [];
  #at = 0;
  #line = 1;

  constructor(private readonly text: string) {}

  document(): JsonValue {
    const value = this.#value('', 0);
    this.#space();
    if (this.#at < this.text.length)
      this.#fail('结尾之后还有多余内容', 'there is something after the end of the document');
    return value;
  }

  #value(pointer: string, depth: number): JsonValue {
    this.#space();
    this.lines.set(pointer, this.#line);
    if (depth > 64) this.#fail('嵌套过深', 'values are nested too deeply');
    const next = this.text[this.#at];
    if (next === '{') return this.#object(pointer, depth);
    if (next === '[') return this.#array(pointer, depth);
    if (next === '"') return this.#string();
    return this.#literal();
  }

  #object(pointer: string, depth: number): JsonValue {
    const entries = new Map<string, JsonValue>();
    this.#at += 1;
    for (let first = true; ; first = false) {
      this.#space();
      if (first && this.#take('}')) break;
      if (this.text[this.#at] === '}') this.#fail('最后一项后面有多余的逗号', 'there is a comma after the last entry');
      if (this.text[this.#at] !== '"')
        this.#fail('这里应是用双引号括起的键', 'a key in double quotes is expected here');
      const key = this.#string();
      const here = pointerTo(pointer, key);
      if (entries.has(key)) this.repeatedKeys.push({ pointer: here, line: this.#line });
      this.#space();
      if (!this.#take(':')) this.#fail('键后面缺少冒号', 'a colon is missing after the key');
      entries.set(key, this.#value(here, depth + 1));
      this.#space();
      if (this.#take(',')) continue;
      if (this.#take('}')) break;
      this.#fail('缺少逗号或右花括号', 'a comma or a closing brace is missing');
    }
    return Object.fromEntries(entries);
  }

  #array(pointer: string, depth: number): JsonValue {
    const items: JsonValue[] = [];
    this.#at += 1;
    for (let first = true; ; first = false) {
      this.#space();
      if (first && this.#take(']')) break;
      if (this.text[this.#at] === ']') this.#fail('最后一项后面有多余的逗号', 'there is a comma after the last entry');
      items.push(this.#value(pointerTo(pointer, items.length), depth + 1));
      this.#space();
      if (this.#take(',')) continue;
      if (this.#take(']')) break;
      this.#fail('缺少逗号或右方括号', 'a comma or a closing bracket is missing');
    }
    return items;
  }

  #string(): string {
    const match = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
    return JSON.parse(
      this.#match(
        match,
        '字符串没有正确结束，或含有换行、错误的转义',
        'a text is not closed, or has a line break or a wrong escape',
      ),
    ) as string;
  }

  #literal(): JsonValue {
    const match = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    return JSON.parse(
      this.#match(match, '这里应是一个值（文字用双引号）', 'a value is expected here (texts in double quotes)'),
    ) as JsonValue;
  }

  #match(pattern: RegExp, zh: string, en: string): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) this.#fail(zh, en);
    this.#at += found.length;
    return found;
  }

  #take(character: string): boolean {
    if (this.text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    for (; ; this.#at += 1) {
      const next = this.text[this.#at];
      if (next === '\n') this.#line += 1;
      else if (next !== ' ' && next !== '\t' && next !== '\r') break;
    }
    if (this.text.startsWith('//', this.#at) || this.text.startsWith('/*', this.#at)) {
      this.#fail('JSON 里不能写注释', 'comments are not allowed in JSON');
    }
  }

  #fail(zh: string, en: string): never {
    throw new Unreadable({ line: this.#line, message: { zh, en } });
  }
}
