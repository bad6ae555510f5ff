import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { PushInboxAcrossTenants } from '#hosting/pushes/push-inbox.repository.js';
import type { AppId } from '#kernel/identity/ids.js';
import { ComponentTokens } from '#kernel/wechat/component-tokens.js';
import { PushCrypto, type PushQuery, refused } from '#kernel/wechat/push-crypto.js';
import { parsePush, parsePushEnvelope } from '#kernel/wechat/push-parser.js';
import { Problem } from '#kernel/problems/problem.js';
import { authorisationCodeIn, isPublicationMessage, passiveReplyTo } from '#kernel/wechat/publication-accounts.js';
import type { WechatPush } from '#kernel/wechat/push-types.js';
import { CONTROL_PLANE_LOGGER } from '../control-plane-settings.js';

/**
 * WeChat repeats a push within seconds. Whoever repeats one later meets its row in the inbox, which is kept for 60 days; what was signed
 * longer ago than half of that is not WeChat's any more.
 */
const REMEMBERED_MS = 30 * 86_400_000;
const ACKNOWLEDGED = 'success';

/** Takes a push in: verified, decrypted, durable; only then may WeChat hear "success". */
@Injectable()
export class PushReceiver {
  constructor(
    private readonly crypto: PushCrypto,
    private readonly tokens: ComponentTokens,
    private readonly inbox: PushInboxAcrossTenants,
    @Inject(CONTROL_PLANE_LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param appId the applet a message is about, from the URL; authorisation events name theirs inside
   * @returns what WeChat is answered
   * @throws Problem wechat.push_refused
   */
  async receive(query: PushQuery, xml: string, appId: AppId | null): Promise<string> {
    const push = this.open(query, xml, appId);
    if (push.kind === 'ticket') {
      await this.tokens.saveTicket(push.ticket, push.createdAt);
      return ACKNOWLEDGED;
    }
    const subject = 'appId' in push ? push.appId : appId;
    // An event does not say which applet it is about beyond its gh_ name: the same text for two applets is two pushes.
    await this.inbox.store({ ...push, dedupKey: `${subject ?? ''}:${push.dedupKey}` }, subject);
    return this.answerTo(push, appId, query.nonce);
  }

  /** WeChat's check before 全网发布 wants an empty answer, or a reply to what was written; everything else is acknowledged. */
  private answerTo(push: WechatPush, appId: AppId | null, nonce: string): string {
    if (!isPublicationMessage(appId, push)) return ACKNOWLEDGED;
    const reply = passiveReplyTo(push.text);
    if (reply === null) return authorisationCodeIn(push.text) === null ? ACKNOWLEDGED : '';
    const seconds = Math.floor(Date.now() / 1000);
    const from = { FromUserName: push.userName, ToUserName: push.openId };
    const sealed = this.crypto.seal(xmlOf({ ...from, CreateTime: seconds, MsgType: 'text', Content: reply }), {
      nonce,
      timestamp: String(seconds),
    });
    const signature = { MsgSignature: sealed.msgSignature, TimeStamp: seconds, Nonce: nonce };
    return xmlOf({ Encrypt: sealed.encrypt, ...signature });
  }

  /** Whoever watches the log sees that somebody knocks, and why he was refused; never what was in the push. */
  private open(query: PushQuery, xml: string, appId: AppId | null): WechatPush {
    try {
      const push = parsePush(this.crypto.open(query, parsePushEnvelope(xml).encrypt));
      const signedAtMs = Number(query.timestamp) * 1000;
      if (!(signedAtMs > Date.now() - REMEMBERED_MS)) throw refused('replayed');
      return push;
    } catch (error) {
      if (error instanceof Problem)
        this.logger.warn({ problem: error.code, reason: error.options.params?.['reason'], appId }, 'push refused');
      throw error;
    }
  }
}

function xmlOf(fields: Readonly<Record<string, string | number>>): string {
  const elements = Object.entries(fields).map(([name, value]) => {
    const content = typeof value === 'number' ? value : `<![CDATA[${value.replaceAll(']]>', '')}]]>`;
    return `<${name}>${content}</${name}>`;
  });
  return `<xml>${elements.join('')}</xml>`;
}
