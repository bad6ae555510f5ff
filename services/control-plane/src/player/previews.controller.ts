import { Controller } from '@nestjs/common';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type Caller, CallerParam } from '../access/caller.js';
import type { Preview } from './preview-package.js';
import { createPreviewTicket } from './preview-tickets.contract.js';
import { DRAFT, PreviewTickets } from './preview-tickets.js';
import { PlatformSource } from './platform-source.js';

@Controller()
export class PreviewsController {
  constructor(
    private readonly tickets: PreviewTickets,
    private readonly source: PlatformSource,
  ) {}

  @Endpoint(createPreviewTicket)
  async create(
    @Input() { params, body }: In<typeof createPreviewTicket>,
    @CallerParam() { actor }: Caller,
  ): Promise<Out<typeof createPreviewTicket>> {
    const { digest, path, query, language } = body;
    const preview: Preview = {
      tenantId: params.merchantId,
      appId: params.appId,
      shows: digest ?? DRAFT,
      viewer: 'id' in actor ? `preview-${actor.id}` : 'preview',
      ...((path !== undefined || query !== undefined) && {
        entry: { ...(path !== undefined && { path: path.replace(/^\//, '') }), ...(query !== undefined && { query }) },
      }),
      ...(language !== undefined && { language }),
    };
    const { baseDigest } = await this.source.find(preview);
    // Begun here, it is done when the page asks for it; what is wrong with it is answered there.
    this.source.script(baseDigest).catch(() => undefined);
    return toWire(this.tickets.issue(preview, new Date(Date.now() + body.lifetimeSeconds * 1000)));
  }
}
