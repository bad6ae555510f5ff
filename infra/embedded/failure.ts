/**
 * Why the system cannot start or go on: one sentence for the person at the terminal, naming the setting and the remedy.
 * The launcher prints `message` alone, without a stack, and ends with exit code 1.
 */
export class LaunchFailure extends Error {
  override readonly name = 'LaunchFailure';
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
