export interface ComponentAccessToken {
  readonly value: string;
  readonly expiresAt: Date;
}

/** What the platform holds at WeChat. Both parts are secrets. */
export interface ComponentCredential {
  readonly ticket: string | null;
  readonly accessToken: ComponentAccessToken | null;
}

/** Where the platform's credentials survive a restart, shared by all processes. */
export abstract class ComponentCredentialStore {
  abstract read(): Promise<ComponentCredential>;

  /** Durable when it resolves. An older ticket (`createdAt`, from the push) never replaces a newer one. */
  abstract saveTicket(ticket: string, createdAt: Date): Promise<void>;

  /**
   * Runs `work` while no other process runs it; what it resolves to becomes the stored access token (null keeps it).
   * A ticket arriving meanwhile is saved without waiting.
   */
  abstract withLock(
    work: (current: ComponentCredential) => Promise<ComponentAccessToken | null>,
  ): Promise<ComponentCredential>;
}
