import {
  type ComponentAccessToken,
  type ComponentCredential,
  ComponentCredentialStore,
} from '../component-credential-store.js';

/** The port without a database, for specs that are about the calls. */
export class MemoryCredentialStore extends ComponentCredentialStore {
  private ticket: string | null = null;
  private accessToken: ComponentAccessToken | null = null;
  private tail: Promise<unknown> = Promise.resolve();

  override async read(): Promise<ComponentCredential> {
    return { ticket: this.ticket, accessToken: this.accessToken };
  }

  override async saveTicket(ticket: string): Promise<void> {
    this.ticket = ticket;
  }

  override async withLock(
    work: (current: ComponentCredential) => Promise<ComponentAccessToken | null>,
  ): Promise<ComponentCredential> {
    const turn = this.tail.then(async () => {
      this.accessToken = (await work(await this.read())) ?? this.accessToken;
      return this.read();
    });
    this.tail = turn.catch(() => undefined);
    return turn;
  }
}
