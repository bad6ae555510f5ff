import { createHash } from 'node:crypto';
import { importMerchants } from '../../../services/control-plane/src/merchants/import/import.contract.js';
import { listMerchants } from '../../../services/control-plane/src/merchants/merchants.contract.js';
import type { JourneyContext, Traveller } from '../journey-context.js';
import { expectThat, type Station } from '../station.js';
import { isVerticalShop } from './verticals/vertical-shop.js';

/** The agency's client list goes in; bad rows come back with their reasons. */
export const importClients: Station<JourneyContext> = {
  name: 'client list imported',
  async run(context) {
    const body = new Uint8Array(context.clientList.bytes);
    const report = await context.agency.call(importMerchants, { body });
    context.travellers = await travellersOf(context);
    expectThat(context.travellers.length > 0, `${context.clientList.name} brought no merchant that could be imported.`);
    const again = await context.agency.call(importMerchants, { body });
    expectThat(again.created === 0 && again.updated === 0, 'Importing the same client list again changed something.');
    return {
      count: report.rows - report.rejected,
      remark: `${report.created} new, ${report.unchanged + report.updated} known, ${report.rejected} refused`,
      warnings: report.issues.map(
        ({ row, column, value, reason }) => `row ${row}${column ? `, ${column}` : ''} "${value ?? ''}": ${reason.en}`,
      ),
    };
  },
};

async function travellersOf({ agency }: JourneyContext): Promise<Traveller[]> {
  const travellers: Traveller[] = [];
  let cursor: string | null = null;
  do {
    const page: {
      items: { id: string; clientRef: string; name: string; wantedAppId: string | null; status: string }[];
      nextCursor: string | null;
    } = await agency.call(listMerchants, { query: { limit: 100, ...(cursor !== null && { cursor }) } });
    for (const merchant of page.items) {
      if (merchant.status !== 'active' || isVerticalShop(merchant)) continue;
      travellers.push({
        merchantId: merchant.id,
        name: merchant.name,
        appId: merchant.wantedAppId ?? inventedAppId(merchant.id),
      });
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return travellers.reverse();
}

/** For a client list without AppIDs: always the same one for the same merchant. */
function inventedAppId(merchantId: string): string {
  return `wx${createHash('sha256').update(merchantId).digest('hex').slice(0, 16)}`;
}
