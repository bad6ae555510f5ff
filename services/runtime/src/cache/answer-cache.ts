import { LRUCache } from 'lru-cache';
import { CachedAnswer } from './cached-answer.js';

const MAX_BYTES = 64 * 1024 * 1024;

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

  /** An error is not kept: the next caller tries again. */
  fill(key: string, ttlMs: number, read: () => Promise<unknown>): Promise<CachedAnswer> {
    const pending = this.filling.get(key);
    if (pending) return pending;
    const answer = read()
      .then((document) => {
        const made = new CachedAnswer(document);
        this.answers.set(key, made, { ttl: ttlMs });
        return made;
      })
      .finally(() => this.filling.delete(key));
    this.filling.set(key, answer);
    return answer;
  }

  forget(key: string): void {
    this.answers.delete(key);
  }

  clear(): void {
    this.answers.clear();
  }
}
