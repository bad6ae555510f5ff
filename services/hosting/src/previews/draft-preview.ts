import { SignedTickets } from '#kernel/secrets/signed-tickets.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';

/** The header by which a preview asks the runtime for the draft in the place of what is published. */
export const DRAFT_PREVIEW_HEADER = 'x-xiaopu-preview';

const LIFETIME_MS = 5 * 60_000;

/** Keys to a storefront's draft: the control plane puts one on each call of a preview, the runtime checks it. Bound to tenant and AppID. */
export class DraftPreviews {
  private readonly tickets: SignedTickets<{ readonly tenantId: string; readonly appId: string }>;

  /** @param masterKeys base64, the one in use first */
  constructor(masterKeys: readonly string[]) {
    this.tickets = new SignedTickets(masterKeys, 'draft preview');
  }

  issue(tenantId: TenantId, appId: AppId, nowMs: number): string {
    return this.tickets.issue({ tenantId, appId }, new Date(nowMs + LIFETIME_MS));
  }

  admits(key: string, tenantId: TenantId, appId: AppId, nowMs: number): boolean {
    const opened = this.tickets.open(key, nowMs);
    return opened.state === 'valid' && opened.content.tenantId === tenantId && opened.content.appId === appId;
  }
}
