import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { PushInboxAcrossTenants } from '#hosting/pushes/push-inbox.repository.js';
import type { AppId } from '#kernel/identity/ids.js';
import { ComponentTokens } from '#kernel/wechat/component-tokens.js';
import { PushCrypto, type PushQuery, refused } from '#kernel/wechat/push-crypto.js';
import { parsePush, parsePushEnvelope } from '#kernel/wechat/push-parser.js';
import { Problem } from '#kernel/problems/problem.js';
import type { WechatPush } from '#kernel/wechat/push-types.js';
import { CONTROL_PLANE_LOGGER } from '../control-plane-settings.js';

/**
 * WeChat repeats a push within seconds. Whoever repeats one later meets its row in the inbox, which is kept for 60 days; what was signed
 * longer ago than half of that is not WeChat's any more.
 */
const REMEMBERED_MS = 30 * 86_400_000;

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
   * @throws Problem wechat.push_refused
   */
  async receive(query: PushQuery, xml: string, appId: AppId | null): Promise<void> {
    const push = this.open(query, xml, appId);
    if (push.kind === 'ticket') {
      await this.tokens.saveTicket(push.ticket, push.createdAt);
      return;
    }
    const subject = 'appId' in push ? push.appId : appId;
    // An event does not say which applet it is about beyond its gh_ name: the same text for two applets is two pushes.
    await this.inbox.store({ ...push, dedupKey: `${subject ?? ''}:${push.dedupKey}` }, subject);
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
