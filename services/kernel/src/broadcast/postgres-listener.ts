import { Client } from 'pg';

export interface ListenerEvents {
  onMessage(channel: string, payload: string): void;
  /** Listening works again after it was interrupted: what was sent in between is lost. */
  onReconnected(): void;
  onError(error: Error): void;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
const NOTIFY_ATTEMPTS = 3;

/** One dedicated connection that LISTENs, and comes back by itself when it is lost. Its channels may be any text of at most 63 bytes. */
export class PostgresListener {
  readonly #channels = new Set<string>();
  #client: Promise<Client> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(
    private readonly connectionString: string,
    private readonly events: ListenerEvents,
  ) {}

  /** Settles when the server has confirmed. @throws when the first connection cannot be made; it is tried again on the next call. */
  async listen(channel: string): Promise<void> {
    this.#channels.add(channel);
    const client = await this.#connected();
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
  }

  /** Tried again when the connection turns out to be lost: the caller's change is committed, and others must hear of it. */
  async notify(channel: string, payload: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const client = await this.#connected();
        await client.query('select pg_notify($1, $2)', [channel, payload]);
        return;
      } catch (error) {
        if (this.#closed || attempt === NOTIFY_ATTEMPTS) throw error;
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#retry) clearTimeout(this.#retry);
    const client = await this.#client?.catch(() => null);
    await client?.end();
  }

  #connected(): Promise<Client> {
    if (this.#closed) return Promise.reject(new Error('This listener has been closed.'));
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = null;
      throw error;
    });
    return this.#client;
  }

  async #connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.connectionString,
      application_name: 'xiaopu listener',
      connectionTimeoutMillis: 10_000,
      // Without it a connection that died silently would look like a quiet one for ever.
      keepAlive: true,
      keepAliveInitialDelayMillis: 15_000,
    });
    client.on('notification', ({ channel, payload }) => this.events.onMessage(channel, payload ?? ''));
    client.on('error', (error) => this.events.onError(error));
    await client.connect();
    // A broken connection says "error" first and "end" a moment later; in between it must not be handed out any more.
    let isLost = false;
    const lose = () => {
      if (!isLost) this.#lost();
      isLost = true;
    };
    client.once('error', lose);
    client.once('end', lose);
    for (const channel of this.#channels) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    return client;
  }

  #lost(): void {
    this.#client = null;
    if (!this.#closed) this.#reconnectAfter(FIRST_RETRY_MS);
  }

  #reconnectAfter(delayMs: number): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#connected().then(
        () => this.events.onReconnected(),
        (error: unknown) => {
          if (this.#closed) return;
          this.events.onError(error instanceof Error ? error : new Error(String(error)));
          this.#reconnectAfter(Math.min(delayMs * 2, LONGEST_RETRY_MS));
        },
      );
    }, delayMs);
  }
}
