/**
 * What must hold of goods, promotions and accounts at any moment, whoever was killed meanwhile: each query answers a row with a sentence
 * (`fault`) for every number that is not the sum of its entries, or is below nothing or above its limit.
 */
export const ledgerFaults: readonly string[] = [
  `select format('SKU %s has %s, its entries sum up to %s', s.id, s.stock, coalesce(e.total, 0)) as fault
   from sku s left join (select tenant_id, sku_id, sum(delta) as total from stock_entry group by 1, 2) e
     on e.tenant_id = s.tenant_id and e.sku_id = s.id
   where s.stock <> coalesce(e.total, 0) or s.stock < 0`,

  `select format('%s of shopper %s is %s, its entries sum up to %s', coalesce(a.kind, e.kind), coalesce(a.shopper_id, e.shopper_id), a.amount, e.total) as fault
   from shopper_account a full join (select tenant_id, shopper_id, kind, sum(delta) as total from account_entry group by 1, 2, 3) e
     on e.tenant_id = a.tenant_id and e.shopper_id = a.shopper_id and e.kind = a.kind
   where coalesce(a.amount, 0) <> coalesce(e.total, 0) or a.amount < 0`,

  `select format('coupon %s says %s were claimed: %s are held, %s entries', c.id, c.claimed, k.claims, e.claimed) as fault
   from coupon c
   left join (select tenant_id, coupon_id, count(*) as claims from coupon_claim group by 1, 2) k on k.tenant_id = c.tenant_id and k.coupon_id = c.id
   left join (select tenant_id, coupon_id, count(*) filter (where kind = 'claimed') as claimed from coupon_entry group by 1, 2) e
     on e.tenant_id = c.tenant_id and e.coupon_id = c.id
   where c.claimed <> coalesce(e.claimed, 0) or c.claimed > c.total`,

  `select format('coupon claim %s is %s: used %s times, returned %s times', k.id, k.state, e.used, e.returned) as fault
   from coupon_claim k join (
     select tenant_id, claim_id, count(*) filter (where kind = 'used') as used, count(*) filter (where kind = 'returned') as returned
     from coupon_entry group by 1, 2) e on e.tenant_id = k.tenant_id and e.claim_id = k.id
   where k.order_id is not null and e.used - e.returned <> 1 or k.state = 'held' and e.used <> e.returned`,

  `select format('sale %s of SKU %s says %s were sold of %s, its entries sum up to %s', i.sale_id, i.sku_id, i.sold, i.total, coalesce(e.total, 0)) as fault
   from flash_sale_item i left join (select tenant_id, sale_id, sku_id, sum(delta) as total from flash_sale_entry group by 1, 2, 3) e
     on e.tenant_id = i.tenant_id and e.sale_id = i.sale_id and e.sku_id = i.sku_id
   where i.sold <> coalesce(e.total, 0) or i.sold > i.total`,

  `select format('shopper %s has %s articles of sale %s, SKU %s, and may have %s', e.shopper_id, e.bought, i.sale_id, i.sku_id, i.per_shopper) as fault
   from flash_sale_item i join (select tenant_id, sale_id, sku_id, shopper_id, sum(delta) as bought from flash_sale_entry group by 1, 2, 3, 4) e
     on e.tenant_id = i.tenant_id and e.sale_id = i.sale_id and e.sku_id = i.sku_id
   where e.bought > i.per_shopper`,

  `select format('prize %s of draw %s says %s were awarded of %s, its entries %s', p.position, p.draw_id, p.awarded, p.total, coalesce(e.won, 0)) as fault
   from draw_prize p left join (select tenant_id, draw_id, position, count(*) as won from draw_entry group by 1, 2, 3) e
     on e.tenant_id = p.tenant_id and e.draw_id = p.draw_id and e.position = p.position
   where p.kind <> 'thanks' and (p.awarded <> coalesce(e.won, 0) or p.awarded > p.total)`,

  `select format('draw %s has %s entries, the last of them is %s of %s', d.id, d.entries, e.last, e.entries) as fault
   from draw d left join (select tenant_id, draw_id, count(*) as entries, max(number) as last from draw_entry group by 1, 2) e
     on e.tenant_id = d.tenant_id and e.draw_id = d.id
   where d.entries <> coalesce(e.entries, 0) or coalesce(e.last, 0) <> coalesce(e.entries, 0)`,

  `select format('group %s (%s) has %s places, %s of them paid; its rows say %s and %s', g.id, g.state, g.places, g.paid, p.places, p.paid) as fault
   from buying_group g left join (
     select tenant_id, group_id, count(*) filter (where state in ('held', 'taken')) as places, count(*) filter (where state = 'taken') as paid
     from group_place group by 1, 2) p on p.tenant_id = g.tenant_id and p.group_id = g.id
   where g.state = 'open' and (g.places <> coalesce(p.places, 0) or g.paid <> coalesce(p.paid, 0)) or g.places > g.size`,

  `select format('session %s has %s of %s places taken, its bookings %s', s.id, s.taken, s.capacity, coalesce(b.places, 0)) as fault
   from booking_session s left join (
     select tenant_id, session_id, sum(places) as places from booking where state not in ('cancelled', 'expired') group by 1, 2) b
     on b.tenant_id = s.tenant_id and b.session_id = s.id
   where s.taken <> coalesce(b.places, 0)`,

  `select format('order %s is made of %s + %s + %s - %s and costs %s', number, subtotal_fen, packing_fen, shipping_fen, discount_fen, total_fen) as fault
   from shop_order where total_fen <> subtotal_fen + packing_fen + shipping_fen - discount_fen`,
];
