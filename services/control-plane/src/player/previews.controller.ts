import { Controller } from '@nestjs/common';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import type { Preview } from './preview-package.js';
import { createPreviewTicket, withdrawPreviewTickets } from './preview-tickets.contract.js';
import { DRAFT, PreviewTickets } from './preview-tickets.js';
import { PlatformSource } from './platform-source.js';
import type { TicketMaker } from './ticket-standings.repository.js';
import { TicketWithdrawals } from './ticket-withdrawals.js';

@Controller()
export class PreviewsController {
  constructor(
    private readonly tickets: PreviewTickets,
    private readonly source: PlatformSource,
    private readonly withdrawals: TicketWithdrawals,
  ) {}

  @Endpoint(createPreviewTicket)
  async create(
    @Input() { params, body }: In<typeof createPreviewTicket>,
    @CallerParam() { actor }: Caller,
  ): Promise<Out<typeof createPreviewTicket>> {
    const { digest, path, query, language } = body;
    const maker = makerOf(actor);
    const [tenantId, appId] = place(params);
    const preview: Preview = {
      tenantId: params.merchantId,
      appId: params.appId,
      shows: digest ?? DRAFT,
      viewer: `preview-${maker.id}`,
      ...((path !== undefined || query !== undefined) && {
        entry: { ...(path !== undefined && { path: path.replace(/^\//, '') }), ...(query !== undefined && { query }) },
      }),
      ...(language !== undefined && { language }),
    };
    // Counted first: what is withdrawn meanwhile is withdrawn.
    const withdrawals = await this.withdrawals.count(tenantId, appId);
    const { baseDigest } = await this.source.find(preview);
    // Begun here, it is done when the page asks for it; what is wrong with it is answered there.
    this.source.script(baseDigest).catch(() => undefined);
    const expiresAt = new Date(Date.now() + body.lifetimeSeconds * 1000);
    return toWire(this.tickets.issue({ ...preview, maker, withdrawals }, expiresAt));
  }

  @Endpoint(withdrawPreviewTickets)
  async withdraw(
    @Input() { params }: In<typeof withdrawPreviewTickets>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof withdrawPreviewTickets>> {
    await this.withdrawals.withdraw(...place(params), caller);
    return null;
  }
}

function place({ merchantId, appId }: { readonly merchantId: string; readonly appId: string }): [TenantId, AppId] {
  return [asId<TenantId>(merchantId), asId<AppId>(appId)];
}

function makerOf(actor: Caller['actor']): TicketMaker {
  if (actor.kind !== 'member' && actor.kind !== 'apiKey') throw new Error(`a ${actor.kind} makes no preview`);
  return { kind: actor.kind, id: actor.id };
}
