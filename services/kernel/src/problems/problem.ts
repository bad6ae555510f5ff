import { type ProblemCode, problemCatalogue } from './catalogue.js';
import type { ProblemDefinition, Text } from './problem-table.js';

export type Language = 'zh' | 'en';

/** One fault inside a request: `pointer` is a JSON pointer into what was sent. */
export interface ProblemFault {
  readonly pointer: string;
  readonly code: string;
  readonly detail?: string | Text;
}

export interface ProblemOptions {
  /** Replaces the catalogue's text. */
  readonly detail?: Text;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly errors?: readonly ProblemFault[];
  /** Further members of the answer, e.g. the current version on a conflict. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** RFC 9457 as it goes over the wire. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly errors?: readonly { pointer: string; code: string; detail?: string }[];
  readonly [extension: string]: unknown;
}

/** What the product refuses to do, said with a code from the catalogue and, for people, in zh and en. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    readonly options: ProblemOptions = {},
  ) {
    const definition: ProblemDefinition = problemCatalogue[code];
    super(`${code}: ${fill((options.detail ?? definition.detail).en, options.params)}`, { cause: options.cause });
    this.status = definition.status;
  }

  toDocument(language: Language): ProblemDocument {
    const definition: ProblemDefinition = problemCatalogue[this.code];
    const { errors, extensions, params } = this.options;
    return {
      ...extensions,
      type: `urn:xiaopu:problem:${this.code}`,
      title: definition.title[language],
      status: definition.status,
      detail: fill((this.options.detail ?? definition.detail)[language], params),
      code: this.code,
      ...(errors && { errors: errors.map((fault) => localiseFault(fault, language)) }),
    };
  }
}

function localiseFault(fault: ProblemFault, language: Language) {
  const { pointer, code, detail } = fault;
  return {
    pointer,
    code,
    ...(detail !== undefined && { detail: typeof detail === 'string' ? detail : detail[language] }),
  };
}

function fill(text: string, params: ProblemOptions['params'] = {}): string {
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => String(params[name] ?? placeholder));
}
