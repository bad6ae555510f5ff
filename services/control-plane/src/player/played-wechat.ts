import { Problem } from '#kernel/problems/problem.js';
import type { PlayKind } from '../../../player/src/format.js';

/** Who acts, in which mini-program. */
export interface Scene {
  readonly appId: string;
  readonly viewer: string;
}

type Input = Readonly<Record<string, unknown>>;

const TIMEOUT_MS = 10_000;
const PHONE_NUMBER = '13800138000';

/** What WeChat itself does on a phone (log in, pay …), asked of the address that plays it; there is none in production. */
export class PlayedWechat {
  private readonly baseUrl: string | null;

  constructor(baseUrl: string | undefined) {
    this.baseUrl = baseUrl?.replace(/\/+$/, '') ?? null;
  }

  get isThere(): boolean {
    return this.baseUrl !== null;
  }

  /** @throws Problem preview.no_wechat, preview.wechat_refused */
  async play(kind: Exclude<PlayKind, 'scan'>, scene: Scene, input: Input): Promise<unknown> {
    const { appId, viewer: user } = scene;
    switch (kind) {
      case 'login':
        return this.post(`/sandbox/apps/${appId}/login-code`, { user: textOr(input['user'], user) });
      case 'phone':
        return this.post(`/sandbox/apps/${appId}/phone-code`, {
          user: textOr(input['user'], user),
          phoneNumber: textOr(input['phoneNumber'], PHONE_NUMBER),
        });
      case 'cashier':
        return this.atCashier('cashier', appId, input);
      case 'payment':
        await this.atCashier('pay', appId, input);
        return { paid: true };
      case 'subscribe':
        return this.subscribe(scene, input);
      default:
        return kind satisfies never;
    }
  }

  /** The arguments of `wx.requestPayment` go on as they are: whoever plays WeChat checks their signature. */
  private atCashier(step: 'cashier' | 'pay', appId: string, input: Input): Promise<unknown> {
    const { timeStamp, nonceStr, signType, paySign } = input;
    const prepay = textOr(input['package'], '');
    const prepayId = encodeURIComponent(prepay.replace(/^prepay_id=/, ''));
    const payment = { appId, timeStamp, nonceStr, package: prepay, signType, paySign };
    return this.post(`/sandbox/pay/transactions/${prepayId}/${step}`, payment);
  }

  private async subscribe({ appId, viewer }: Scene, input: Input): Promise<unknown> {
    const { tmplIds, answers: given, user } = input;
    const ids = (Array.isArray(tmplIds) ? tmplIds : []).filter((id): id is string => typeof id === 'string');
    const answers = given ?? Object.fromEntries(ids.map((id) => [id, 'accept']));
    await this.post(`/sandbox/apps/${appId}/subscriptions`, { user: textOr(user, viewer), answers });
    return answers;
  }

  private async post(path: string, body: object): Promise<unknown> {
    if (this.baseUrl === null) throw new Problem('preview.no_wechat');
    const response = await this.reach(path, body);
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer;
    const { error, errMsg } = (answer ?? {}) as { error?: unknown; errMsg?: unknown };
    // What a phone would say is given on in its words, without the name of the interface: whoever asks puts its own before.
    const said = typeof errMsg === 'string' ? errMsg.replace(/^\w+:fail\s*/, '') : error;
    throw refused(typeof said === 'string' && said !== '' ? said : `HTTP ${response.status}`);
  }

  private async reach(path: string, body: object): Promise<Response> {
    try {
      return await fetch(`${this.baseUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      throw refused(error instanceof Error ? error.message : String(error));
    }
  }
}

function refused(reason: string): Problem {
  return new Problem('preview.wechat_refused', { params: { reason: reason.slice(0, 300) } });
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' && value.length <= 200 ? value : fallback;
}
