import { randomInt } from 'node:crypto';
import type { MessageCrypto } from '../crypto/message-crypto.js';
import { drawFate, fair, forge } from './push-fate.js';
import { httpPost } from '../protocol/http-post.js';
import { readMember, toXml, type XmlFields } from '../protocol/xml.js';
import type { Settings } from '../settings.js';
import type { App } from '../state/app.model.js';
import type { Push } from '../state/model.js';
import type { SandboxSettings } from '../state/sandbox-settings.js';
import type { SandboxState } from '../state/sandbox-state.js';
import type { Scheduler } from '../state/scheduler.js';

const ANSWER_TIMEOUT_MS = 5000;
/** An event is tried four times in all; a ticket until the address answers, so that a platform that starts later has it at once. */
const EVENT_RETRY_MS = [5000, 5000, 5000];
const TICKET_RETRY_MS = [250, 500, 1000, 2000];
const KEPT_PUSHES = 500;
/** The sender of WeChat's own events. */
const SYSTEM_OPENID = 'osWeChatSystem0000000000SYS';

/** The part of the world a pusher needs. */
export interface PushContext {
  readonly env: Settings;
  readonly state: SandboxState;
  readonly knobs: SandboxSettings;
  readonly scheduler: Scheduler;
  readonly messageCrypto: MessageCrypto;
}

/** What is sent, and where to. */
type Draft = Pick<Push, 'kind' | 'event' | 'appid' | 'url' | 'plaintext'>;

export interface PushAnswer {
  /** 0 when nobody answered. */
  status: number;
  body: string;
  /** Both in a line, or why there is none. */
  text: string;
}

/** Pushes tickets, authorisation changes and events: encrypted, signed, repeated (third-party-platform.md §3). */
export class Pusher {
  /** How many pushes there may be before old ones are forgotten. */
  private looksAt = KEPT_PUSHES * 2;

  /** Whether an answer other than `success` is one that WeChat acts on; set by the customer service. */
  takesReply: (push: Push, reply: string) => boolean = () => false;

  constructor(private readonly world: PushContext) {}

  listen(): void {
    this.world.scheduler.on('push', (ref) => this.deliver(Number(ref)));
  }

  pushAuthEvent(infoType: string, appid: string, fields: Record<string, string | number>): void {
    this.enqueue(this.authDraft(infoType, appid, fields));
  }

  /** An event of the account; `openid` is the shopper who caused it, else WeChat itself. */
  pushMessageEvent(event: string, app: App, fields: XmlFields, openid = SYSTEM_OPENID): void {
    this.pushMessage('event', app, openid, { Event: event, ...fields }, event);
  }

  /** A message of a shopper (`text`, `image`, `miniprogrampage`) or an event. */
  pushMessage(msgType: string, app: App, openid: string, fields: XmlFields, event = msgType): void {
    this.enqueue(this.messageDraft(msgType, app, openid, fields, event));
  }

  /** Sends it now and gives what came back: not repeated, not kept, and no `pushFaults` concern it. */
  sendAuthOnce(infoType: string, fields: Record<string, string | number>): Promise<PushAnswer> {
    return this.sendOnce(this.authDraft(infoType, '', fields));
  }

  /** The same for a message of a person. */
  sendMessageOnce(msgType: string, app: App, openid: string, fields: XmlFields): Promise<PushAnswer> {
    return this.sendOnce(this.messageDraft(msgType, app, openid, fields, msgType));
  }

  /** False when there is no such push. */
  resend(id: number): boolean {
    const push = this.find(id);
    if (push === null) return false;
    delete push.isHeld;
    this.world.scheduler.plan('push', String(id), 0);
    return true;
  }

  private authDraft(infoType: string, appid: string, fields: Record<string, string | number>): Draft {
    const { componentAppid, authEventUrl } = this.world.env;
    const header = { AppId: componentAppid, CreateTime: nowSeconds(), InfoType: infoType };
    return { kind: 'auth', event: infoType, appid, url: authEventUrl, plaintext: toXml({ ...header, ...fields }) };
  }

  private messageDraft(msgType: string, app: App, openid: string, fields: XmlFields, event: string): Draft {
    const header = { ToUserName: app.userName, FromUserName: openid, CreateTime: nowSeconds(), MsgType: msgType };
    const url = this.world.env.messageUrl?.replaceAll('$APPID$', app.appid) ?? null;
    return { kind: 'message', event, appid: app.appid, url, plaintext: toXml({ ...header, ...fields }) };
  }

  private async sendOnce(draft: Draft): Promise<PushAnswer> {
    const name = draft.kind === 'auth' ? 'SANDBOX_AUTH_EVENT_URL' : 'SANDBOX_MESSAGE_URL';
    if (draft.url === null) return { status: 0, body: '', text: `nothing was sent: ${name} is not set` };
    return this.post(draft, draft.url, false);
  }

  private enqueue(draft: Draft): void {
    const { state, scheduler } = this.world;
    const isTicket = draft.event === 'component_verify_ticket';
    const fate = isTicket ? fair : drawFate(this.world.knobs.pushFaults, draft);
    const push: Push = {
      ...draft,
      id: state.counters.push++,
      state: draft.url === null ? 'unconfigured' : fate.isLost ? 'lost' : 'pending',
      attempts: 0,
      lastAnswer: null,
      createdAt: Date.now(),
      ...(fate.isHeld && { isHeld: true }),
      ...(fate.isForged && { isForged: true }),
    };
    if (isTicket) this.giveUpEarlierTickets();
    state.pushes.push(push);
    this.forgetOld();
    if (push.state !== 'pending') return;
    for (let copy = 0; copy < fate.copies; copy++) scheduler.plan('push', String(push.id), fate.delayMs);
  }

  /** Ids ascend, so a push is found by halving. */
  private find(id: number): Push | null {
    const { pushes } = this.world.state;
    let [from, to] = [0, pushes.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((pushes[middle]?.id ?? 0) < id) from = middle + 1;
      else to = middle;
    }
    const found = pushes[from];
    return found?.id === id ? found : null;
  }

  /** Keeps what still has to go, and the newest of the rest. */
  private forgetOld(): void {
    const { state } = this.world;
    if (state.pushes.length < this.looksAt) return;
    const oldest = state.pushes[state.pushes.length - KEPT_PUSHES]?.id ?? 0;
    state.pushes = state.pushes.filter((push) => push.state === 'pending' || push.id >= oldest);
    this.looksAt = Math.max(KEPT_PUSHES, state.pushes.length) * 2;
  }

  /** What was held back follows the one that has just gone. */
  private releaseHeld(gone: Push): void {
    for (const push of this.world.state.pushes) {
      if (push.isHeld !== true || push.id >= gone.id) continue;
      delete push.isHeld;
      this.world.scheduler.cancel('push', String(push.id));
      this.world.scheduler.plan('push', String(push.id), 0);
    }
  }

  /** Only the newest ticket is worth repeating. */
  private giveUpEarlierTickets(): void {
    for (const push of this.world.state.pushes) {
      if (push.event !== 'component_verify_ticket' || push.state !== 'pending') continue;
      push.state = 'failed';
      this.world.scheduler.cancel('push', String(push.id));
    }
  }

  private async deliver(id: number): Promise<void> {
    const push = this.find(id);
    if (push === null || push.url === null) return;
    const isFirst = push.attempts === 0;
    const wasHeld = push.isHeld === true;
    delete push.isHeld;
    push.attempts += 1;
    if (isFirst && push.isForged === true) push.forgedAnswer = (await this.post(push, push.url, true)).text;
    const answer = await this.post(push, push.url, false);
    push.lastAnswer = answer.text;
    const isAccepted = this.accepts(push, answer);
    if (isAccepted) push.state = 'delivered';
    if (!wasHeld && push.event !== 'component_verify_ticket') this.releaseHeld(push);
    if (isAccepted || push.state !== 'pending') return;
    const delay = this.retryDelayMs(push);
    if (delay === undefined) push.state = 'failed';
    else this.world.scheduler.plan('push', String(id), delay);
  }

  private retryDelayMs(push: Push): number | undefined {
    if (push.event !== 'component_verify_ticket') return EVENT_RETRY_MS[push.attempts - 1];
    return TICKET_RETRY_MS[Math.min(push.attempts, TICKET_RETRY_MS.length) - 1];
  }

  private accepts(push: Push, { status, body }: PushAnswer): boolean {
    return status === 200 && (body === 'success' || body === '' || this.takesReply(push, body));
  }

  private async post(push: Draft, url: string, isForged: boolean): Promise<PushAnswer> {
    const { messageCrypto: crypto, env } = this.world;
    const timestamp = String(nowSeconds());
    const nonce = String(randomInt(100_000_000, 2_000_000_000));
    const encrypted = crypto.encrypt(push.plaintext);
    const query = new URLSearchParams({
      signature: crypto.sign(timestamp, nonce),
      timestamp,
      nonce,
      encrypt_type: 'aes',
    });
    const signature = crypto.sign(timestamp, nonce, encrypted);
    query.set('msg_signature', isForged ? forge(signature) : signature);
    const sender = push.kind === 'message' ? readMember(push.plaintext, 'FromUserName') : null;
    if (sender !== null) query.set('openid', sender);
    const recipient =
      push.kind === 'auth'
        ? { AppId: env.componentAppid }
        : { ToUserName: readMember(push.plaintext, 'ToUserName') ?? '' };
    const body = toXml({ ...recipient, Encrypt: encrypted });
    try {
      const answer = await httpPost(
        `${url}?${query.toString()}`,
        { 'content-type': 'text/xml' },
        body,
        ANSWER_TIMEOUT_MS,
      );
      const text = answer.body.trim();
      return { status: answer.status, body: text, text: `${answer.status} ${text}`.trim() };
    } catch (error) {
      return { status: 0, body: '', text: error instanceof Error ? error.message : String(error) };
    }
  }
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
