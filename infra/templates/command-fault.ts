/** A command that cannot be carried out as it was given; the message says why and what to do. */
export class CommandFault extends Error {
  override readonly name = 'CommandFault';
}

/** What templates and their findings are told in. */
export type Language = 'zh' | 'en';

/** What every command is given. */
export interface CommandInput {
  readonly name: string;
  readonly templatesDir: string;
  /** The project's folder. */
  readonly root: string;
  readonly preset?: string | undefined;
  /** A running platform to be asked in place of the demo shop, and the applet whose shop is meant. */
  readonly runtime?: string | undefined;
  readonly app?: string | undefined;
  readonly language: Language;
  /** Takes what is to be told, a line at a time. */
  readonly say: (line: string) => void;
}
