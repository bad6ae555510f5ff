import { Injectable } from '@nestjs/common';
import { PushInboxAcrossTenants } from '#hosting/pushes/push-inbox.repository.js';
import type { AppId } from '#kernel/identity/ids.js';
import { ComponentTokens } from '#kernel/wechat/component-tokens.js';
import { PushCrypto, type PushQuery } from '#kernel/wechat/push-crypto.js';
import { parsePush, parsePushEnvelope } from '#kernel/wechat/push-parser.js';

/** Takes a push in: verified, decrypted, durable; only then may WeChat hear "success". */
@Injectable()
export class PushReceiver {
  constructor(
    private readonly crypto: PushCrypto,
    private readonly tokens: ComponentTokens,
    private readonly inbox: PushInboxAcrossTenants,
  ) {}

  /**
   * @param appId the applet a message is about, from the URL; authorisation events name theirs inside
   * @throws Problem wechat.push_refused
   */
  async receive(query: PushQuery, xml: string, appId: AppId | null): Promise<void> {
    const push = parsePush(this.crypto.open(query, parsePushEnvelope(xml).encrypt));
    if (push.kind === 'ticket') {
      await this.tokens.saveTicket(push.ticket, push.createdAt);
      return;
    }
    const subject = 'appId' in push ? push.appId : appId;
    // An event does not say which applet it is about beyond its gh_ name: the same text for two applets is two pushes.
    await this.inbox.store({ ...push, dedupKey: `${subject ?? ''}:${push.dedupKey}` }, subject);
  }
}
