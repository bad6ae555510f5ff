import { sendToKitchen } from '#commerce/dining/kitchen-tickets.js';
import { newId } from '#kernel/identity/ids.js';
import type { MerchantWorld } from '#testing/merchant-world.js';

export const diningAppId = 'wx00000000000000d1';

/** A paid order of a bowl of noodles, in the kitchen; orders are the runtime's to place. */
export async function paidDish(
  shop: MerchantWorld,
  delivery: 'dineIn' | 'takeaway' | 'local' = 'takeaway',
  tableId: string | null = null,
): Promise<string> {
  const [orderId, shopperId] = [newId<string>(), newId<string>()];
  const line = {
    skuId: newId(),
    productId: newId(),
    title: '牛肉面',
    optionValues: ['大份'],
    imageUrl: null,
    priceFen: 3100,
  };
  const lines = [
    { ...line, quantity: 1, totalFen: 3100, modifiers: [{ id: newId(), group: '加料', name: '卤蛋', priceFen: 300 }] },
  ];
  await shop.tenants.transaction(shop.tenantId, async (tx) => {
    await tx.execute(`insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2::uuid, $3, $2::text)`, [
      shop.merchantId,
      shopperId,
      diningAppId,
    ]);
    await tx.execute(
      `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen, shipping_fen,
         total_fen, delivery, expires_at, paid_at, table_id, dining)
       values ($1, $2::uuid, $2::text, $3, $4, $2::text, '', 'paid', $5, 3100, 0, 3100, $6, now(), now(), $7, $8)`,
      [
        shop.merchantId,
        orderId,
        diningAppId,
        shopperId,
        JSON.stringify(lines),
        delivery,
        tableId,
        JSON.stringify({
          table: tableId && { id: tableId, area: '大厅', name: 'A1' },
          pickupAt: null,
          guests: 2,
          distanceMeters: null,
        }),
      ],
    );
    await tx.execute(
      `insert into payment (tenant_id, id, order_id, app_id, mch_id, out_trade_no, amount_fen, state, transaction_id)
       values ($1, $2, $3::uuid, $4, '1900000001', $3::text, 3100, 'succeeded', '42')`,
      [shop.merchantId, newId(), orderId, diningAppId],
    );
    await sendToKitchen(tx, orderId);
  });
  return orderId;
}
