import type { AppId, TenantId } from '../identity/ids.js';
import type { AuthorizedCalls } from './authorized-calls.js';
import type { WechatAnswer } from './wechat-answer.js';
import { WechatError } from './wechat-error.js';

/** Where a text or picture appears; WeChat judges a profile more strictly than a log. */
export const contentScenes = { profile: 1, comment: 2, forum: 3, socialLog: 4 } as const;

export interface ContentVerdict {
  /** `absent`: WeChat judges only those who visited the mini-program within two hours, and this shopper has not (61010). */
  readonly suggestion: 'pass' | 'review' | 'risky' | 'absent';
  /** 100 ok, 10001 advertising, 20001 politics, 20002 pornography, 20003 abuse, 20006 crime, 20008 fraud, 20012 vulgar, 20013 copyright, 21000 other. */
  readonly label: number | null;
  readonly traceId: string | null;
}

export interface CheckedText {
  readonly openId: string;
  /** At most 2,500 characters. */
  readonly text: string;
  readonly scene: keyof typeof contentScenes;
}

const ABSENT = 61010;
const MAX_CHARACTERS = 2_500;

/** WeChat's content security, version 2 (`shared/wechat/login-and-user.md` §5). Permission set 18. */
export class ContentSecurityClient {
  constructor(private readonly calls: AuthorizedCalls) {}

  /** §5.1: one try of two seconds, because a shopper waits. `errcode` is 0 for risky texts too; the verdict says so. */
  async checkText(tenantId: TenantId, appId: AppId, { openId, text, scene }: CheckedText): Promise<ContentVerdict> {
    return absentOr(async () => {
      const answer = await this.calls.call(tenantId, appId, {
        method: 'POST',
        path: '/wxa/msg_sec_check',
        body: {
          content: Array.from(text).slice(0, MAX_CHARACTERS).join(''),
          version: 2,
          scene: contentScenes[scene],
          openid: openId,
          ...(scene === 'profile' && { nickname: text }),
        },
        idempotent: false,
        timeoutMs: 2_000,
      });
      const result = answer.object('result');
      return {
        suggestion: suggestionOf(result),
        label: result.optionalInteger('label') ?? null,
        traceId: answer.optionalText('trace_id') ?? null,
      };
    });
  }

  /**
   * §5.2: the verdict comes within 30 minutes as the push `mediaChecked` with this trace id.
   * @param url where WeChat can fetch the picture, at most 10 MB
   * @returns null when the shopper has not visited within two hours
   */
  async checkImage(
    tenantId: TenantId,
    appId: AppId,
    { openId, url, scene }: { openId: string; url: string; scene: keyof typeof contentScenes },
  ): Promise<string | null> {
    const verdict = await absentOr(async () => {
      const answer = await this.calls.call(tenantId, appId, {
        method: 'POST',
        path: '/wxa/media_check_async',
        body: { media_url: url, media_type: 2, version: 2, scene: contentScenes[scene], openid: openId },
        idempotent: false,
      });
      return { suggestion: 'review', label: null, traceId: answer.filledText('trace_id') };
    });
    return verdict.traceId;
  }
}

function suggestionOf(result: WechatAnswer): 'pass' | 'review' | 'risky' {
  const suggestion = result.text('suggest');
  return suggestion === 'pass' || suggestion === 'risky' ? suggestion : 'review';
}

async function absentOr(ask: () => Promise<ContentVerdict>): Promise<ContentVerdict> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WechatError && error.errcode === ABSENT)
      return { suggestion: 'absent', label: null, traceId: null };
    throw error;
  }
}
