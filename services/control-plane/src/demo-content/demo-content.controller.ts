import { Controller } from '@nestjs/common';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { getDemoContent, importDemoContent, removeDemoContent } from './demo-content.contract.js';
import { DemoContentService } from './demo-content.service.js';

@Controller()
export class DemoContentController {
  constructor(private readonly demo: DemoContentService) {}

  @Endpoint(importDemoContent)
  async import(
    @Input() { params, body }: In<typeof importDemoContent>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof importDemoContent>> {
    return toWire(await this.demo.import(...place(params), body.presetId, { actor, requestId }));
  }

  @Endpoint(getDemoContent)
  async get(@Input() { params }: In<typeof getDemoContent>): Promise<Out<typeof getDemoContent>> {
    return toWire(await this.demo.read(...place(params)));
  }

  @Endpoint(removeDemoContent)
  async remove(
    @Input() { params }: In<typeof removeDemoContent>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof removeDemoContent>> {
    return toWire(await this.demo.remove(...place(params), { actor, requestId }));
  }
}

function place({ merchantId, appId }: { readonly merchantId: string; readonly appId: string }): [TenantId, AppId] {
  return [asId<TenantId>(merchantId), asId<AppId>(appId)];
}
