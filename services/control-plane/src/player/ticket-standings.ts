import { LRUCache } from 'lru-cache';
import type { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import type { TicketMaker, TicketStanding, TicketStandingsAcrossTenants } from './ticket-standings.repository.js';

/** The broadcast that says whose tickets were withdrawn: a tenant's id. */
export const TICKETS_WITHDRAWN = 'preview-tickets';

// What broadcasts miss, time mends.
const KNOWN_MS = 60_000;

interface Known {
  readonly tenantId: TenantId;
  readonly makerId: string;
  readonly standing: Promise<TicketStanding>;
}

/** Whether tickets still stand: asked once a minute per applet and maker, and anew when something about either changes. */
export class TicketStandings {
  private readonly known = new LRUCache<string, Known>({ max: 10_000, ttl: KNOWN_MS });

  constructor(private readonly standings: Pick<TicketStandingsAcrossTenants, 'find'>) {}

  /** An answer that was asked for before a change is heard of goes to those who asked before it, and to nobody later. */
  find(tenantId: TenantId, appId: AppId, maker: TicketMaker): Promise<TicketStanding> {
    const key = tenantKey(tenantId, 'preview', appId, maker.kind, maker.id);
    const known = this.known.get(key);
    if (known) return known.standing;
    const standing = this.standings.find(tenantId, appId, maker);
    const entry = { tenantId, makerId: maker.id, standing };
    this.known.set(key, entry);
    standing.catch(() => {
      if (this.known.peek(key) === entry) this.known.delete(key);
    });
    return standing;
  }

  forgetTenant(tenantId: string): void {
    this.forget((entry) => entry.tenantId === tenantId);
  }

  async listen(broadcast: Broadcast): Promise<void> {
    const hear = (topic: string, changed: (message: string) => void) =>
      broadcast.subscribe(topic, (message) => (message === null ? this.known.clear() : changed(message)));
    await hear('merchant', (tenantId) => this.forgetTenant(tenantId));
    await hear(TICKETS_WITHDRAWN, (tenantId) => this.forgetTenant(tenantId));
    await hear('credential', (makerId) => this.forget((entry) => entry.makerId === makerId));
    // Whose shops an agency's are is not known here; it is suspended once in a while.
    await hear('agency', () => this.known.clear());
  }

  private forget(concerns: (entry: Known) => boolean): void {
    for (const [key, entry] of this.known.entries()) if (concerns(entry)) this.known.delete(key);
  }
}
