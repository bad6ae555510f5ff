export interface Answer {
  readonly status: number;
  /** Kept for failures only: reading bodies would cost the machine what it should spend on serving. */
  readonly failure: string | null;
}

const END_OF_HEAD = '\r\n\r\n';
const KEPT_BYTES = 600;

/**
 * Finds where an HTTP/1.1 answer ends; one answer is under way at a time. Only the status and the length are read.
 * @throws Error for an answer without content-length, which none of the measured servers gives
 */
export class AnswerReader {
  private head: Buffer | null = null;
  private status = 0;
  private missing = 0;
  private kept: Buffer[] | null = null;

  /** Takes what has arrived; answers the answer when it is complete, else null. */
  take(chunk: Buffer): Answer | null {
    let body = chunk;
    if (this.missing === 0) {
      const bytes = this.head ? Buffer.concat([this.head, chunk]) : chunk;
      const end = bytes.indexOf(END_OF_HEAD);
      if (end < 0) {
        this.head = bytes;
        return null;
      }
      this.head = null;
      this.readHead(bytes.toString('latin1', 0, end));
      body = bytes.subarray(end + END_OF_HEAD.length);
    }
    this.kept?.push(body);
    this.missing -= body.length;
    return this.missing > 0 ? null : this.complete();
  }

  private readHead(head: string): void {
    this.status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined && this.status !== 304 && this.status !== 204) {
      throw new Error(`an answer does not say how long it is: ${head}`);
    }
    this.missing = Number(length ?? 0);
    this.kept = this.status >= 200 && this.status < 300 ? null : [];
  }

  private complete(): Answer {
    const body = this.kept ? Buffer.concat(this.kept).toString('utf8', 0, KEPT_BYTES) : null;
    const answer = { status: this.status, failure: body === null ? null : `${this.status} ${body}` };
    this.missing = 0;
    this.kept = null;
    return answer;
  }
}
