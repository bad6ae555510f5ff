/** A template that cannot be served. The message is one sentence that names the file, the line where there is one, and how to mend it. */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault';

  constructor(
    /** Path from the templates folder, e.g. `retail/manifest.json`. */
    readonly file: string,
    readonly fault: string,
    readonly remedy: string,
    /** Counted from 1. */
    readonly line?: number,
  ) {
    super(`Template file ${file}${line === undefined ? '' : `:${line}`}: ${fault}. ${remedy}`);
  }
}
