/** A knob was used wrongly: `{"error": sentence}` with this status. */
export class KnobError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    sentence: string,
  ) {
    super(sentence);
  }
}
