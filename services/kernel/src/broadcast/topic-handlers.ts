import type { BroadcastHandler } from './broadcast.js';

/** Who listens to what in this process. */
export class TopicHandlers {
  readonly #handlers = new Map<string, Set<BroadcastHandler>>();

  constructor(private readonly onError: (error: Error) => void) {}

  /** True when the topic is new. A handler may be added more than once; each is its own subscription. */
  add(topic: string, handler: BroadcastHandler): boolean {
    const handlers = this.#handlers.get(topic) ?? new Set();
    handlers.add(handler);
    this.#handlers.set(topic, handlers);
    return handlers.size === 1;
  }

  /** True when nobody is left on the topic. */
  remove(topic: string, handler: BroadcastHandler): boolean {
    const handlers = this.#handlers.get(topic);
    if (!handlers?.delete(handler) || handlers.size > 0) return false;
    this.#handlers.delete(topic);
    return true;
  }

  get topics(): string[] {
    return [...this.#handlers.keys()];
  }

  deliver(topic: string, message: string | null): void {
    for (const handler of this.#handlers.get(topic) ?? []) {
      try {
        handler(message);
      } catch (error) {
        // One listener's fault must not keep the others from hearing.
        this.onError(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  deliverMissed(): void {
    for (const topic of this.topics) this.deliver(topic, null);
  }
}
