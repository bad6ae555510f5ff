import { Controller } from '@nestjs/common';
import { MessageTemplates, type MessageTemplateView } from '#commerce/messages/message-templates.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { getMessageTemplates, provisionMessageTemplates, switchMessageTemplate } from './messages.contract.js';

@Controller()
export class MessagesController {
  constructor(private readonly templates: MessageTemplates) {}

  @Endpoint(getMessageTemplates)
  async list(@Input() { params }: In<typeof getMessageTemplates>): Promise<Out<typeof getMessageTemplates>> {
    return answer(await this.templates.list(asId<TenantId>(params.merchantId), params.appId));
  }

  @Endpoint(switchMessageTemplate)
  async switch(
    @Input() { params, body }: In<typeof switchMessageTemplate>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof switchMessageTemplate>> {
    const { merchantId, appId, purpose } = params;
    const change = { enabled: body.enabled, actor, requestId };
    return answer(await this.templates.switch(asId<TenantId>(merchantId), appId, purpose, change));
  }

  @Endpoint(provisionMessageTemplates)
  async provision(
    @Input() { params }: In<typeof provisionMessageTemplates>,
  ): Promise<Out<typeof provisionMessageTemplates>> {
    return answer(await this.templates.provision(asId<TenantId>(params.merchantId), params.appId));
  }
}

function answer(items: readonly MessageTemplateView[]): Out<typeof getMessageTemplates> {
  return toWire({ items });
}
