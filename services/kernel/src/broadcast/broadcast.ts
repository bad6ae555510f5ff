/** Receives a message, or null: messages may have been missed, drop everything that depends on this topic. */
export type BroadcastHandler = (message: string | null) => void;

/**
 * Tells all processes, this one included, that something has changed: for caches. Nothing is kept: who is not listening does not
 * hear, and after a lost connection every handler is called with null once listening works again.
 */
export abstract class Broadcast {
  /**
   * At most MESSAGE_LIMIT_BYTES as UTF-8: send a key, not the value.
   * @throws Problem broadcast.message_too_long
   */
  abstract publish(topic: string, message: string): Promise<void>;

  /** Settles when listening has begun. The answer ends this subscription. */
  abstract subscribe(topic: string, handler: BroadcastHandler): Promise<() => Promise<void>>;

  abstract close(): Promise<void>;
}

/** PostgreSQL's NOTIFY takes less than 8,000 bytes; the topic travels with the message. */
export const MESSAGE_LIMIT_BYTES = 7_500;
