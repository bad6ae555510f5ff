import { localErrcodes } from './error-rules.js';
import { SingleFlight } from './single-flight.js';
import type { ComponentAccessToken, ComponentCredentialStore } from './component-credential-store.js';
import type { TokenSource } from './token-source.js';
import type { WechatTransport } from './transport.js';
import { WechatError } from './wechat-error.js';
import type { WechatSettings } from './wechat-settings.js';

/** Renewed this long before its end: calls under way never carry a token that dies meanwhile. */
const RENEW_BEFORE_MS = 10 * 60_000;
/** How long a token that could not be renewed serves before the next attempt: an outage must not slow every call down. */
export const REST_MS = 15_000;
const LAST_SECONDS_MS = 30_000;
/** The ticket is expired, or unknown after a change of secret. */
const TICKET_REFUSED: readonly number[] = [61005, 61006];
/** A ticket asked for comes within ten minutes. */
const ASK_FOR_TICKET_EVERY_MS = 10 * 60_000;

/** Whether a token need not be renewed yet. */
export const isFresh = (expiresAt: number): boolean => expiresAt - RENEW_BEFORE_MS > Date.now();

/** Whether a token that should be renewed, and cannot be, is good for another call. */
export const servesStill = (expiresAt: number): boolean => expiresAt - LAST_SECONDS_MS > Date.now();

/**
 * component_access_token (`shared/wechat/third-party-platform.md` §§1, 2.1, 2.2): made from the newest ticket, cached, renewed
 * by one caller at a time in this process and, through the store's lock, in all of them.
 */
export class ComponentTokens implements TokenSource {
  private cached: ComponentAccessToken | null = null;
  private refused = '';
  private restsUntil = 0;
  private askedForTicketAt = 0;
  private readonly flights = new SingleFlight<ComponentAccessToken>();

  constructor(
    private readonly settings: Pick<WechatSettings, 'componentAppId' | 'componentSecret'>,
    private readonly transport: WechatTransport,
    private readonly store: ComponentCredentialStore,
  ) {}

  async get(): Promise<string> {
    if (this.cached && isFresh(timeOf(this.cached))) return this.cached.value;
    if (this.cached && this.restsUntil > Date.now() && servesStill(timeOf(this.cached))) return this.cached.value;
    try {
      return (await this.flights.run('component', () => this.renew())).value;
    } catch (error) {
      // The store is away: what is in memory serves on. Refused meanwhile, it is no longer there.
      if (error instanceof WechatError || !this.cached || !servesStill(timeOf(this.cached))) throw error;
      this.restsUntil = Date.now() + REST_MS;
      return this.cached.value;
    }
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
    let failure: WechatError | null = null;
    const credential = await this.store.withLock(async (current) => {
      // Another process may have renewed it while this one waited for the lock.
      if (current.accessToken && this.isUsable(current.accessToken) && isFresh(timeOf(current.accessToken)))
        return null;
      try {
        return await this.fetchToken(current.ticket);
      } catch (error) {
        if (!(error instanceof WechatError)) throw error;
        failure = error;
        return null;
      }
    });
    if (failure) await this.askForTicketAfter(failure);
    const { accessToken } = credential;
    if (failure && !this.servesOn(accessToken)) throw failure;
    if (!accessToken) throw ticketMissing();
    if (failure) this.restsUntil = Date.now() + REST_MS;
    this.cached = accessToken;
    return accessToken;
  }

  /** A token in its last ten minutes still serves, whatever the reason why there is no new one. */
  private servesOn(token: ComponentAccessToken | null): boolean {
    return token !== null && this.isUsable(token) && servesStill(timeOf(token));
  }

  /** After a long outage the stored ticket is dead: WeChat pushes a new one when asked, and by itself every ten minutes. */
  private async askForTicketAfter(failure: WechatError): Promise<void> {
    if (!TICKET_REFUSED.includes(failure.errcode)) return;
    if (this.askedForTicketAt + ASK_FOR_TICKET_EVERY_MS > Date.now()) return;
    this.askedForTicketAt = Date.now();
    // The failure under way says more than that of this attempt.
    await this.startTicketPush().catch(() => undefined);
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

const timeOf = (token: ComponentAccessToken): number => token.expiresAt.getTime();

function ticketMissing(): WechatError {
  return new WechatError({
    errcode: localErrcodes.ticketMissing,
    errmsg: 'no component_verify_ticket yet',
    path: TOKEN_PATH,
  });
}
