import type { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { ShopperId } from '#kernel/identity/ids.js';

/**
 * Shoppers whose data was erased in the last month, as long as a token of theirs may live: the token is still well signed, and must open
 * nothing any more. Kept here, so that the road of a call asks no database.
 */
export class ErasedShoppersAcrossTenants {
  private readonly ids = new Set<string>();

  constructor(private readonly database: FleetDatabase) {}

  has(shopperId: ShopperId): boolean {
    return this.ids.has(shopperId);
  }

  /** Listens first and reads then: whoever is erased in between is heard of. */
  async listen(broadcast: Broadcast): Promise<void> {
    await broadcast.subscribe('shopper-erased', (shopperId) => {
      if (shopperId !== null) this.ids.add(shopperId);
      // What was missed is read; while the database is away nobody is erased either.
      else this.read().catch(() => undefined);
    });
    await this.read();
  }

  private async read(): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      `select id from shopper where erased_at > now() - interval '31 days'`,
      [],
    );
    for (const { id } of rows) this.ids.add(id);
  }
}
