import { localErrcodes } from './error-rules.js';
import { SingleFlight } from './single-flight.js';
import type {
  ComponentAccessToken,
  ComponentCredential,
  ComponentCredentialStore,
} from './component-credential-store.js';
import type { TokenSource } from './token-source.js';
import type { WechatTransport } from './transport.js';
import { WechatError } from './wechat-error.js';
import type { WechatSettings } from './wechat-settings.js';

/** Renewed this long before its end: calls under way never carry a token that dies meanwhile. */
export const RENEW_BEFORE_MS = 10 * 60_000;

/**
 * component_access_token (`shared/wechat/third-party-platform.md` §§1, 2.1, 2.2): made from the newest ticket, cached, renewed
 * by one caller at a time in this process and, through the store's lock, in all of them.
 */
export class ComponentTokens implements TokenSource {
  private cached: ComponentAccessToken | null = null;
  private refused = '';
  private readonly flights = new SingleFlight<ComponentAccessToken>();

  constructor(
    private readonly settings: Pick<WechatSettings, 'componentAppId' | 'componentSecret'>,
    private readonly transport: WechatTransport,
    private readonly store: ComponentCredentialStore,
  ) {}

  async get(): Promise<string> {
    if (this.cached && isFresh(this.cached)) return this.cached.value;
    const token = await this.flights.run('component', () => this.renew());
    return token.value;
  }

  async refuse(token: string): Promise<void> {
    this.refused = token;
    if (this.cached?.value === token) this.cached = null;
  }

  /** Durable when it resolves: only then may the push be answered `success`. */
  async saveTicket(ticket: string, createdAt: Date): Promise<void> {
    await this.store.saveTicket(ticket, createdAt);
  }

  /** Whether a token can be asked for at all. */
  async hasTicket(): Promise<boolean> {
    return (await this.store.read()).ticket !== null;
  }

  /** Asks WeChat to push tickets (again); the first comes within about 10 minutes. After a long outage or a new secret. */
  async startTicketPush(): Promise<void> {
    await this.transport.call({
      method: 'POST',
      path: '/cgi-bin/component/api_start_push_ticket',
      body: { component_appid: this.settings.componentAppId, component_secret: this.settings.componentSecret },
      idempotent: true,
    });
  }

  private async renew(): Promise<ComponentAccessToken> {
    const credential = await this.store.withLock(async (current) => {
      // Another process may have renewed it while this one waited for the lock.
      if (current.accessToken && this.isUsable(current.accessToken) && isFresh(current.accessToken)) return null;
      return this.fetchOrKeep(current);
    });
    if (!credential.accessToken) throw ticketMissing();
    this.cached = credential.accessToken;
    return credential.accessToken;
  }

  /** When WeChat cannot be reached, a token in its last ten minutes still serves. */
  private async fetchOrKeep(current: ComponentCredential): Promise<ComponentAccessToken | null> {
    try {
      return await this.fetchToken(current.ticket);
    } catch (error) {
      const remainsValid =
        current.accessToken !== null &&
        this.isUsable(current.accessToken) &&
        current.accessToken.expiresAt.getTime() > Date.now() + 30_000;
      if (remainsValid && error instanceof WechatError && error.retry === 'backoff') return null;
      throw error;
    }
  }

  private async fetchToken(ticket: string | null): Promise<ComponentAccessToken> {
    if (!ticket) throw ticketMissing();
    const answer = await this.transport.call({
      method: 'POST',
      path: TOKEN_PATH,
      body: {
        component_appid: this.settings.componentAppId,
        component_appsecret: this.settings.componentSecret,
        component_verify_ticket: ticket,
      },
      idempotent: true,
    });
    return {
      value: answer.filledText('component_access_token'),
      expiresAt: new Date(Date.now() + answer.integer('expires_in') * 1000),
    };
  }

  private isUsable(token: ComponentAccessToken): boolean {
    return token.value !== this.refused;
  }
}

const TOKEN_PATH = '/cgi-bin/component/api_component_token';

function isFresh(token: ComponentAccessToken): boolean {
  return token.expiresAt.getTime() - RENEW_BEFORE_MS > Date.now();
}

function ticketMissing(): WechatError {
  return new WechatError({
    errcode: localErrcodes.ticketMissing,
    errmsg: 'no component_verify_ticket yet',
    path: TOKEN_PATH,
  });
}
