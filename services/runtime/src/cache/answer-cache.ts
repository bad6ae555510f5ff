import { LRUCache } from 'lru-cache';
import { CachedAnswer } from './cached-answer.js';

// For all routes of a process together.
const MAX_BYTES = 128 * 1024 * 1024;

/** A document that is right only until a moment in time (milliseconds since 1970). */
export class PassingDocument {
  constructor(
    readonly document: unknown,
    readonly endsAt: number,
  ) {}
}

/** Answers as bytes, bounded by their size. Callers that miss the same key together share one filling. */
export class AnswerCache {
  private readonly answers = new LRUCache<string, CachedAnswer>({
    maxSize: MAX_BYTES,
    sizeCalculation: (answer, key) => answer.sizeBytes + key.length * 2,
    ttl: 60_000,
    ttlResolution: 500,
  });
  private readonly filling = new Map<string, Promise<CachedAnswer>>();

  get(key: string): CachedAnswer | undefined {
    return this.answers.get(key);
  }

  /** An error is not kept: the next caller tries again. A document that ends sooner than `ttlMs` says so itself. */
  fill(key: string, ttlMs: number, read: () => Promise<unknown>): Promise<CachedAnswer> {
    const pending = this.filling.get(key);
    if (pending) return pending;
    const answer: Promise<CachedAnswer> = read()
      .then((found) => {
        const [document, endsAt] =
          found instanceof PassingDocument ? [found.document, found.endsAt] : [found, Infinity];
        const made = new CachedAnswer(document);
        // What was forgotten meanwhile is for those who asked before. A time to live of 0 would mean for ever.
        if (this.filling.get(key) === answer)
          this.answers.set(key, made, { ttl: Math.max(1, Math.min(ttlMs, endsAt - Date.now())) });
        return made;
      })
      .finally(() => {
        if (this.filling.get(key) === answer) this.filling.delete(key);
      });
    this.filling.set(key, answer);
    return answer;
  }

  forget(key: string): void {
    this.answers.delete(key);
    this.filling.delete(key);
  }

  clear(): void {
    this.answers.clear();
    this.filling.clear();
  }
}
