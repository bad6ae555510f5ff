import type { Text } from '#kernel/problems/problem-table.js';
import { filled, type Params } from '../linting/report.js';
import { type TemplateFaultCode, templateFaultTexts } from './template-fault-texts.js';

/**
 * A template that cannot be served. The message is a sentence in English that names the file, the line where there is one, and how to
 * mend it; `more` holds what else is wrong.
 */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault';
  readonly fault: Text;
  readonly remedy: Text;

  constructor(
    /** Path from the templates folder, e.g. `retail/manifest.json`. */
    readonly file: string,
    readonly code: TemplateFaultCode,
    readonly params: Params = {},
    /** Counted from 1. */
    readonly line?: number,
    readonly more: readonly TemplateFault[] = [],
  ) {
    const fault = filled(templateFaultTexts[code].fault, params);
    const remedy = filled(templateFaultTexts[code].remedy, params);
    super(`${sentence({ file, line, fault, remedy }, 'en')}${more.length === 0 ? '' : ` And ${more.length} more.`}`);
    this.fault = fault;
    this.remedy = remedy;
  }

  /** This one and the others, each by itself. */
  get all(): readonly TemplateFault[] {
    return [this, ...this.more];
  }

  sentence(language: keyof Text): string {
    return sentence(this, language);
  }
}

function sentence(
  {
    file,
    line,
    fault,
    remedy,
  }: Pick<TemplateFault, 'file' | 'fault' | 'remedy'> & { readonly line?: number | undefined },
  language: keyof Text,
): string {
  const place = `${file}${line === undefined ? '' : `:${line}`}`;
  if (language === 'zh') return `模板文件 ${place}：${fault.zh}。${remedy.zh}`;
  return `Template file ${place}: ${fault.en}. ${remedy.en}`;
}
