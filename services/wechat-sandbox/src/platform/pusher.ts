import { randomInt } from 'node:crypto';
import type { MessageCrypto } from '../crypto/message-crypto.js';
import { httpPost } from '../protocol/http-post.js';
import { toXml } from '../protocol/xml.js';
import type { Settings } from '../settings.js';
import type { App } from '../state/app.model.js';
import type { Push, SandboxState } from '../state/model.js';
import type { SandboxSettings } from '../state/sandbox-settings.js';
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
}

/** Pushes tickets, authorisation changes and events: encrypted, signed, repeated (third-party-platform.md §3). */
export class Pusher {
  constructor(
    private readonly world: PushContext,
    private readonly crypto: MessageCrypto,
  ) {}

  listen(): void {
    this.world.scheduler.on('push', (ref) => this.deliver(Number(ref)));
  }

  pushAuthEvent(infoType: string, appid: string, fields: Record<string, string | number>): void {
    const xml = toXml({
      AppId: this.world.env.componentAppid,
      CreateTime: nowSeconds(),
      InfoType: infoType,
      ...fields,
    });
    this.enqueue({ kind: 'auth', event: infoType, appid, url: this.world.env.authEventUrl, plaintext: xml });
  }

  pushMessageEvent(event: string, app: App, fields: Record<string, string | number>): void {
    const header = {
      ToUserName: app.userName,
      FromUserName: SYSTEM_OPENID,
      CreateTime: nowSeconds(),
      MsgType: 'event',
    };
    const xml = toXml({ ...header, Event: event, ...fields });
    const url = this.world.env.messageUrl?.replaceAll('$APPID$', app.appid) ?? null;
    this.enqueue({ kind: 'message', event, appid: app.appid, url, plaintext: xml });
  }

  /** False when there is no such push. */
  resend(id: number): boolean {
    const push = this.world.state.pushes.find((candidate) => candidate.id === id);
    if (!push) return false;
    this.world.scheduler.plan('push', String(id), 0);
    return true;
  }

  private enqueue(draft: Pick<Push, 'kind' | 'event' | 'appid' | 'url' | 'plaintext'>): void {
    const { state, knobs } = this.world;
    const isTicket = draft.event === 'component_verify_ticket';
    const isLost = !isTicket && knobs.pushFaults.lose > 0;
    const isDoubled = !isTicket && !isLost && knobs.pushFaults.double > 0;
    if (isLost) knobs.pushFaults.lose -= 1;
    if (isDoubled) knobs.pushFaults.double -= 1;
    const push: Push = {
      ...draft,
      id: state.counters.push++,
      state: draft.url === null ? 'unconfigured' : isLost ? 'lost' : 'pending',
      attempts: 0,
      lastAnswer: null,
      createdAt: Date.now(),
    };
    if (isTicket) this.giveUpEarlierTickets();
    state.pushes = [...state.pushes, push].slice(-KEPT_PUSHES);
    if (push.state !== 'pending') return;
    for (let copy = 0; copy < (isDoubled ? 2 : 1); copy++) this.world.scheduler.plan('push', String(push.id), 0);
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
    const push = this.world.state.pushes.find((candidate) => candidate.id === id);
    if (!push || push.url === null) return;
    push.attempts += 1;
    const answer = await this.post(push, push.url);
    push.lastAnswer = answer.text;
    if (answer.isAccepted) push.state = 'delivered';
    if (answer.isAccepted || push.state !== 'pending') return;
    const delay = this.retryDelayMs(push);
    if (delay === undefined) push.state = 'failed';
    else this.world.scheduler.plan('push', String(id), delay);
  }

  private retryDelayMs(push: Push): number | undefined {
    if (push.event !== 'component_verify_ticket') return EVENT_RETRY_MS[push.attempts - 1];
    return TICKET_RETRY_MS[Math.min(push.attempts, TICKET_RETRY_MS.length) - 1];
  }

  private async post(push: Push, url: string): Promise<{ isAccepted: boolean; text: string }> {
    const timestamp = String(nowSeconds());
    const nonce = String(randomInt(100_000_000, 2_000_000_000));
    const encrypted = this.crypto.encrypt(push.plaintext);
    const query = new URLSearchParams({
      signature: this.crypto.sign(timestamp, nonce),
      timestamp,
      nonce,
      encrypt_type: 'aes',
    });
    query.set('msg_signature', this.crypto.sign(timestamp, nonce, encrypted));
    const recipient =
      push.kind === 'auth' ? { AppId: this.world.env.componentAppid } : { ToUserName: toUserName(push) };
    const body = toXml({ ...recipient, Encrypt: encrypted });
    try {
      const answer = await httpPost(
        `${url}?${query.toString()}`,
        { 'content-type': 'text/xml' },
        body,
        ANSWER_TIMEOUT_MS,
      );
      const text = answer.body.trim();
      return {
        isAccepted: answer.status === 200 && (text === 'success' || text === ''),
        text: `${answer.status} ${text}`,
      };
    } catch (error) {
      return { isAccepted: false, text: error instanceof Error ? error.message : String(error) };
    }
  }
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

const toUserName = (push: Push): string => /<ToUserName><!\[CDATA\[(.*?)\]\]>/.exec(push.plaintext)?.[1] ?? '';
