/**
 * Every table that knows a shopper: what a shopper is given of it when they ask for their data, and what is left when they go.
 * `$1` is the tenant, `$2` the shopper. `runtime/test/personal-data.db-spec` finds tables that are missing here.
 */
export interface PersonalTable {
  readonly table: string;
  /** Rows as the shopper is given them; null when they say nothing that another entry does not say. */
  readonly read: string | null;
  /** What makes the rows impersonal; null when they stay, for the reason given. */
  readonly erase: string | null;
  readonly kept?: string;
}

const LEDGER = 'a ledger of numbers; whom they concern is nobody any more';
const TRADE = 'the law wants the facts of a trade kept for three years (电子商务法 §31)';

export const personalTables: readonly PersonalTable[] = [
  {
    table: 'shopper',
    read: 'select app_id, open_id, union_id, nickname, phone_masked as phone, created_at, last_seen_at from shopper where tenant_id = $1 and id = $2',
    erase: `update shopper set open_id = 'erased:' || id, union_id = null, session_key_sealed = null, nickname = null, avatar_file = null,
      phone_sealed = null, phone_masked = null, phone_code_digest = null, erased_at = now() where tenant_id = $1 and id = $2`,
  },
  {
    table: 'cart_line',
    read: 'select sku_id, quantity, added_at from cart_line where tenant_id = $1 and shopper_id = $2',
    erase: 'delete from cart_line where tenant_id = $1 and shopper_id = $2',
  },
  {
    table: 'product_favourite',
    read: 'select product_id, created_at from product_favourite where tenant_id = $1 and shopper_id = $2',
    erase: 'delete from product_favourite where tenant_id = $1 and shopper_id = $2',
  },
  {
    table: 'shop_order',
    read: `select number, state, purpose, lines, adjustments, subtotal_fen, packing_fen, shipping_fen, discount_fen, total_fen, refunded_fen, delivery, address,
      dining, note, created_at, paid_at, closed_at from shop_order where tenant_id = $1 and shopper_id = $2 order by created_at`,
    // The region stays: what was delivered how far is a fact of the trade.
    erase: `update shop_order set note = null,
      address = case when address is null then null else jsonb_build_object('name', '', 'phone', '', 'region', address ->> 'region', 'detail', '') end
      where tenant_id = $1 and shopper_id = $2`,
    kept: TRADE,
  },
  {
    table: 'refund',
    read: `select o.number, r.amount_fen, r.state, r.reason, r.created_at from refund r join shop_order o on o.tenant_id = r.tenant_id and o.id = r.order_id
      where o.tenant_id = $1 and o.shopper_id = $2 order by r.created_at`,
    // What the shopper has written; what the merchant has is the merchant's.
    erase: `update refund r set reason = '' from shop_order o
      where o.tenant_id = $1 and o.shopper_id = $2 and r.tenant_id = o.tenant_id and r.order_id = o.id and r.requested_by ->> 'kind' = 'shopper'`,
    kept: TRADE,
  },
  {
    table: 'booking',
    read: 'select starts_at, ends_at, places, state, price_fen, contact, note, created_at from booking where tenant_id = $1 and shopper_id = $2',
    erase: 'update booking set contact = null, note = null where tenant_id = $1 and shopper_id = $2',
    kept: TRADE,
  },
  {
    table: 'invoice',
    read: 'select state, buyer, title, tax_number, email, amount_fen, number, created_at from invoice where tenant_id = $1 and shopper_id = $2',
    erase: 'update invoice set email = null where tenant_id = $1 and shopper_id = $2',
    kept: 'an issued invoice is a document of the tax office',
  },
  {
    table: 'review',
    read: 'select order_id, product_id, stars, words, anonymous, state, created_at from review where tenant_id = $1 and shopper_id = $2',
    erase: 'update review set anonymous = true where tenant_id = $1 and shopper_id = $2',
    kept: 'what was said of the goods, without a name; it can be taken back before',
  },
  {
    table: 'review_picture',
    read: 'select review_id, file, state, created_at from review_picture where tenant_id = $1 and shopper_id = $2',
    erase: null,
    kept: 'belongs to its review',
  },
  { table: 'review_report', read: null, erase: null, kept: LEDGER },
  {
    table: 'article_comment',
    read: 'select article_id, words, state, created_at from article_comment where tenant_id = $1 and shopper_id = $2',
    erase: null,
    kept: 'what was said of the article, without a name; it can be taken back before',
  },
  { table: 'comment_report', read: null, erase: null, kept: LEDGER },
  {
    table: 'article_like',
    read: 'select article_id, created_at from article_like where tenant_id = $1 and shopper_id = $2',
    erase: null,
    kept: LEDGER,
  },
  {
    table: 'article_favourite',
    read: 'select article_id, created_at from article_favourite where tenant_id = $1 and shopper_id = $2',
    erase: `with gone as (delete from article_favourite where tenant_id = $1 and shopper_id = $2 returning article_id)
      update article_tally t set favourites = t.favourites - 1 from gone where t.tenant_id = $1 and t.article_id = gone.article_id`,
  },
  {
    table: 'content_check',
    read: 'select field, content, state, created_at from content_check where tenant_id = $1 and shopper_id = $2',
    erase: `update content_check set content = null, next_attempt_at = null, decided_at = coalesce(decided_at, now()),
      state = case when state in ('checking', 'held') then 'refused' else state end where tenant_id = $1 and shopper_id = $2`,
  },
  {
    table: 'message_consent',
    read: "select to_jsonb(c) - array['tenant_id', 'shopper_id'] as consent from message_consent c where tenant_id = $1 and shopper_id = $2",
    erase: 'delete from message_consent where tenant_id = $1 and shopper_id = $2',
  },
  {
    table: 'message',
    read: 'select purpose, content, state, created_at from message where tenant_id = $1 and shopper_id = $2',
    erase: `update message set content = '{}' where tenant_id = $1 and shopper_id = $2`,
  },
  {
    table: 'coupon_claim',
    read: `select c.title, k.state, k.claimed_at, k.expires_at, k.used_at from coupon_claim k join coupon c on c.tenant_id = k.tenant_id and c.id = k.coupon_id
      where k.tenant_id = $1 and k.shopper_id = $2`,
    erase: null,
    kept: LEDGER,
  },
  {
    table: 'coupon_gift',
    read: 'select state, created_at, giver_id = $2 as given from coupon_gift where tenant_id = $1 and $2 in (giver_id, taker_id)',
    erase: null,
    kept: LEDGER,
  },
  {
    table: 'coupon_redemption',
    read: `select r.place, r.discount_fen, r.state, r.redeemed_at from coupon_redemption r
      join coupon_claim k on k.tenant_id = r.tenant_id and k.id = r.claim_id where k.tenant_id = $1 and k.shopper_id = $2`,
    erase: null,
    kept: TRADE,
  },
  { table: 'flash_sale_entry', read: null, erase: null, kept: LEDGER },
  {
    table: 'group_place',
    read: 'select group_id, quantity, state, created_at from group_place where tenant_id = $1 and shopper_id = $2',
    erase: null,
    kept: LEDGER,
  },
  {
    table: 'draw_entry',
    read: `select e.draw_id, e.number, p.title as prize, d.address, e.created_at from draw_entry e
      join draw_prize p on p.tenant_id = e.tenant_id and p.draw_id = e.draw_id and p.position = e.position
      left join draw_delivery d on d.tenant_id = e.tenant_id and d.draw_id = e.draw_id and d.number = e.number
      where e.tenant_id = $1 and e.shopper_id = $2`,
    erase: `update draw_delivery d set address = '{}' from draw_entry e
      where d.tenant_id = $1 and d.address is not null and e.tenant_id = d.tenant_id and e.draw_id = d.draw_id and e.number = d.number and e.shopper_id = $2`,
    kept: 'every entry is part of the draw’s proof',
  },
  {
    table: 'draw_sharer',
    read: 'select draw_id, tries from draw_sharer where tenant_id = $1 and shopper_id = $2',
    erase: null,
    kept: LEDGER,
  },
  { table: 'draw_help', read: null, erase: null, kept: LEDGER },
  {
    table: 'shopper_account',
    read: 'select kind, amount, updated_at from shopper_account where tenant_id = $1 and shopper_id = $2',
    erase: null,
    kept: LEDGER,
  },
  {
    table: 'account_entry',
    read: 'select kind, delta, reason, note, created_at from account_entry where tenant_id = $1 and shopper_id = $2 order by created_at',
    erase: null,
    kept: LEDGER,
  },
  {
    table: 'top_up',
    read: 'select amount_fen, bonus_fen, state, returned_fen, created_at from top_up where tenant_id = $1 and shopper_id = $2',
    erase: null,
    kept: TRADE,
  },
  { table: 'gift_card', read: null, erase: null, kept: LEDGER },
  {
    table: 'gift_card_attempt',
    read: null,
    erase: 'delete from gift_card_attempt where tenant_id = $1 and shopper_id = $2',
  },
  {
    table: 'shopper_membership',
    read: "select to_jsonb(m) - array['tenant_id', 'shopper_id'] as membership from shopper_membership m where tenant_id = $1 and shopper_id = $2",
    erase: null,
    kept: LEDGER,
  },
  {
    table: 'sign_in',
    read: 'select day, streak from sign_in where tenant_id = $1 and shopper_id = $2',
    erase: null,
    kept: LEDGER,
  },
  { table: 'order_earning', read: null, erase: null, kept: LEDGER },
  {
    table: 'shopper_deletion',
    read: 'select state, requested_at, due_at, settled_at from shopper_deletion where tenant_id = $1 and shopper_id = $2',
    erase: null,
    kept: 'the record of having been asked',
  },
];

/** Columns that name a shopper. */
export const shopperColumns = ['shopper_id', 'giver_id', 'taker_id', 'helper_id', 'sharer_id', 'redeemed_by'] as const;
