import { Redis } from 'ioredis';
import { Broadcast, type BroadcastHandler } from './broadcast.js';
import { encodeMessage } from './message-limit.js';
import { TopicHandlers } from './topic-handlers.js';

const CHANNEL = 'xiaopu:broadcast:';

/** Broadcast by Redis' publish and subscribe; Redis wants a connection for each of the two. */
export class RedisBroadcast extends Broadcast {
  readonly #handlers: TopicHandlers;
  readonly #publisher: Redis;
  readonly #subscriber: Redis;

  /** @param onError hears of lost connections, which mend themselves, and of handlers that throw */
  constructor(redisUrl: string, onError: (error: Error) => void) {
    super();
    this.#handlers = new TopicHandlers(onError);
    // Subscribing again is ours to do, so that "you may have missed messages" is said after it and not before.
    this.#publisher = new Redis(redisUrl, { maxRetriesPerRequest: 3, retryStrategy });
    this.#subscriber = new Redis(redisUrl, { maxRetriesPerRequest: null, autoResubscribe: false, retryStrategy });
    this.#publisher.on('error', onError);
    this.#subscriber.on('error', onError);
    this.#subscriber.on('message', (channel: string, text: string) => {
      this.#handlers.deliver(channel.slice(CHANNEL.length), text.slice(text.indexOf('\n') + 1));
    });
    this.#subscriber.once('ready', () => {
      this.#subscriber.on('ready', () => void this.#resubscribe().catch(onError));
    });
  }

  override async publish(topic: string, message: string): Promise<void> {
    await this.#publisher.publish(CHANNEL + topic, encodeMessage(topic, message));
  }

  override async subscribe(topic: string, handler: BroadcastHandler): Promise<() => Promise<void>> {
    const own: BroadcastHandler = (message) => handler(message);
    this.#handlers.add(topic, own);
    await this.#subscriber.subscribe(CHANNEL + topic);
    return async () => {
      if (this.#handlers.remove(topic, own)) await this.#subscriber.unsubscribe(CHANNEL + topic);
    };
  }

  override async close(): Promise<void> {
    this.#subscriber.disconnect();
    this.#publisher.disconnect();
  }

  async #resubscribe(): Promise<void> {
    const { topics } = this.#handlers;
    if (topics.length === 0) return;
    await this.#subscriber.subscribe(...topics.map((topic) => CHANNEL + topic));
    this.#handlers.deliverMissed();
  }
}

function retryStrategy(attempt: number): number {
  return Math.min(100 * 2 ** Math.min(attempt - 1, 6), 5_000);
}
