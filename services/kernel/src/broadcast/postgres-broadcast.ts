import { Broadcast, type BroadcastHandler } from './broadcast.js';
import { encodeMessage } from './message-limit.js';
import { PostgresListener } from './postgres-listener.js';
import { TopicHandlers } from './topic-handlers.js';

// One channel for all topics: a channel's name is limited to 63 bytes, a cache key is not.
const CHANNEL = 'xiaopu_broadcast';

/** Broadcast by LISTEN and NOTIFY over one connection. */
export class PostgresBroadcast extends Broadcast {
  readonly #handlers: TopicHandlers;
  readonly #listener: PostgresListener;

  /** @param onError hears of lost connections, which mend themselves, and of handlers that throw */
  constructor(connectionString: string, onError: (error: Error) => void) {
    super();
    this.#handlers = new TopicHandlers(onError);
    this.#listener = new PostgresListener(connectionString, {
      onMessage: (_channel, payload) => {
        const end = payload.indexOf('\n');
        this.#handlers.deliver(payload.slice(0, end), payload.slice(end + 1));
      },
      onReconnected: () => this.#handlers.deliverMissed(),
      onError,
    });
  }

  override async publish(topic: string, message: string): Promise<void> {
    await this.#listener.notify(CHANNEL, encodeMessage(topic, message));
  }

  override async subscribe(topic: string, handler: BroadcastHandler): Promise<() => Promise<void>> {
    const own: BroadcastHandler = (message) => handler(message);
    this.#handlers.add(topic, own);
    try {
      await this.#listener.listen(CHANNEL);
    } catch (error) {
      this.#handlers.remove(topic, own);
      throw error;
    }
    return async () => {
      this.#handlers.remove(topic, own);
    };
  }

  override async close(): Promise<void> {
    await this.#listener.close();
  }
}
