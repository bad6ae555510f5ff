/** What the compiler has to say about a file. An error means that the part it names does not run; the rest of the package does. */
export interface Diagnostic {
  readonly level: 'error' | 'warning';
  /** Path inside the package. */
  readonly file: string;
  /** From 1; null when the fault is the file's as a whole. */
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

export interface Place {
  readonly line?: number | null | undefined;
  readonly column?: number | null | undefined;
}

// A hostile file of two megabytes can hold a fault in every byte.
const MAX_DIAGNOSTICS = 500;

/** Collects diagnostics; what is beyond the first five hundred is left out. */
export class Diagnostics {
  readonly #found: Diagnostic[] = [];

  error(file: string, message: string, place: Place = {}): void {
    this.#add('error', file, message, place);
  }

  warning(file: string, message: string, place: Place = {}): void {
    this.#add('warning', file, message, place);
  }

  list(): readonly Diagnostic[] {
    return this.#found;
  }

  #add(level: Diagnostic['level'], file: string, message: string, { line, column }: Place): void {
    if (this.#found.length >= MAX_DIAGNOSTICS) return;
    this.#found.push({ level, file, line: line ?? null, column: column ?? null, message: message.slice(0, 500) });
  }
}
