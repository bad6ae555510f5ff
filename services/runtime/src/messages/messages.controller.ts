import { Controller } from '@nestjs/common';
import { MessageConsents } from '#commerce/messages/message-consents.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { ShopParam, ShopperParam } from '../access/visitor.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import { listMessageTemplates, recordSubscriptions } from './messages.contract.js';

/** WeChat's words for "yes"; the other two also ring. */
const ACCEPTED: readonly string[] = ['accept', 'acceptWithAudio', 'acceptWithAlert'];

@Controller()
export class MessagesController {
  constructor(private readonly consents: MessageConsents) {}

  @Endpoint(listMessageTemplates)
  async list(
    @Input() { query }: In<typeof listMessageTemplates>,
    @ShopParam() { tenantId, appId }: Shop,
  ): Promise<Out<typeof listMessageTemplates>> {
    return { items: await this.consents.offered(tenantId, appId, query.purpose) };
  }

  @Endpoint(recordSubscriptions)
  async record(
    @Input() { body }: In<typeof recordSubscriptions>,
    @ShopperParam() { tenantId, appId, shopperId }: Buyer,
  ): Promise<Out<typeof recordSubscriptions>> {
    const accepted = Object.entries(body.answers).flatMap(([templateId, answer]) =>
      ACCEPTED.includes(answer) ? [templateId] : [],
    );
    await this.consents.record(tenantId, appId, shopperId, accepted);
    return null;
  }
}
