/** A template that cannot be served. The message is one sentence that names the file and how to mend it. */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault';

  constructor(
    /** Path from the templates folder, e.g. `retail/manifest.json`. */
    readonly file: string,
    fault: string,
    remedy: string,
  ) {
    super(`Template file ${file}: ${fault}. ${remedy}`);
  }
}
