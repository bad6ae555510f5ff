import { Injectable } from '@nestjs/common';
import { type Statement, type TenantConnection, TenantPool } from '#kernel/data/tenant-pool.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { PRODUCT_IS_SHOWN } from '../catalogue/publishing.js';
import { cartPrices, type CartNotice, type CartSale, type UnpricedLine } from './cart-prices.js';
import { type ChosenModifier, chooseModifiers, type ModifierGroup, sortedIds } from '../dining/modifier-choice.js';

export interface CartLine {
  /** Tells lines of one SKU with other extras apart. */
  readonly key: string;
  readonly skuId: string;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: string[];
  readonly imageUrl: string | null;
  readonly modifiers: ChosenModifier[];
  /** As of now, not of when it was put in; of one, extras included. */
  readonly priceFen: number;
  /** What one usually costs; more than `priceFen` in a flash sale and for members. */
  readonly listPriceFen: number;
  /** The sale whose price it has. */
  readonly flashSale: CartSale | null;
  /** The tier for whose members it costs this. */
  readonly memberOf: string | null;
  readonly notice: CartNotice | null;
  readonly quantity: number;
  readonly stock: number;
  /** On sale with all its extras, and enough of it left. */
  readonly available: boolean;
}

export interface CartView {
  readonly lines: CartLine[];
  readonly itemCount: number;
  /** Of the available lines. */
  readonly subtotalFen: number;
}

type CartRow = UnpricedLine & Omit<CartLine, 'priceFen' | 'listPriceFen' | 'flashSale' | 'memberOf' | 'notice'>;

export interface CartWish {
  readonly skuId: string;
  readonly quantity: number;
  readonly modifierIds?: readonly string[] | undefined;
}

const MAX_LINES = 100;

/** A shopper's cart. It keeps ids and quantities; what they cost is read anew each time. */
@Injectable()
export class Carts {
  constructor(private readonly pool: TenantPool) {}

  async view(tenantId: TenantId, shopperId: ShopperId): Promise<CartView> {
    return summarise(await this.pool.query<CartRow>(tenantId, READ, [tenantId, shopperId]));
  }

  /** Adds to what is there, up to 999. @throws Problem sku.not_found, cart.full, request.invalid for extras that do not go together */
  async add(
    tenantId: TenantId,
    shopperId: ShopperId,
    { skuId, quantity, modifierIds = [] }: CartWish,
  ): Promise<CartView> {
    return this.change(tenantId, shopperId, async (connection) => {
      await putIn(connection, ADD, [tenantId, shopperId, skuId, quantity, modifierIds]);
    });
  }

  /** Sets a quantity; 0 takes the line out. @throws as `add` */
  async set(
    tenantId: TenantId,
    shopperId: ShopperId,
    { skuId, quantity, modifierIds = [] }: CartWish,
  ): Promise<CartView> {
    return this.change(tenantId, shopperId, async (connection) => {
      if (quantity === 0) await connection.query(REMOVE, [tenantId, shopperId, skuId, sortedIds(modifierIds)]);
      else await putIn(connection, SET, [tenantId, shopperId, skuId, quantity, modifierIds]);
    });
  }

  private async change(
    tenantId: TenantId,
    shopperId: ShopperId,
    work: (connection: TenantConnection) => Promise<void>,
  ): Promise<CartView> {
    return this.pool.transaction(tenantId, async (connection) => {
      await work(connection);
      const lines = await connection.query<CartRow>(READ, [tenantId, shopperId]);
      if (lines.length > MAX_LINES) throw new Problem('cart.full', { params: { limit: MAX_LINES } });
      return summarise(lines);
    });
  }
}

/** Without extras, the statement itself sees whether the goods can be ordered so; which only few cannot. */
async function putIn(
  connection: TenantConnection,
  statement: Statement,
  [tenantId, shopperId, skuId, quantity, modifierIds]: readonly [
    TenantId,
    ShopperId,
    string,
    number,
    readonly string[],
  ],
): Promise<void> {
  if (modifierIds.length > 0) await requireChoice(connection, tenantId, skuId, modifierIds);
  const rows = await connection.query(statement, [tenantId, shopperId, skuId, quantity, sortedIds(modifierIds)]);
  if (rows.length > 0) return;
  await requireChoice(connection, tenantId, skuId, modifierIds);
  throw new Problem('sku.not_found');
}

/** A dish goes in as it can be ordered, so that nobody learns at the till that a choice is missing. */
async function requireChoice(
  connection: TenantConnection,
  tenantId: TenantId,
  skuId: string,
  modifierIds: readonly string[],
): Promise<void> {
  const [row] = await connection.query<{ groups: ModifierGroup[] }>(READ_GROUPS, [tenantId, skuId]);
  const ids = modifierIds.map((id) => id.toLowerCase());
  const { faults } = chooseModifiers(row?.groups ?? [], ids, '');
  if (row && faults.length > 0) throw new Problem('request.invalid', { errors: faults });
}

function summarise(rows: readonly CartRow[]): CartView {
  const prices = cartPrices(rows);
  const lines = rows.flatMap((row, index) => {
    const price = prices[index];
    if (!price) return [];
    const { skuPriceFen: _p, memberPriceFen: _m, extrasFen: _e, offer: _o, outlivedSale: _s, tier: _t, ...line } = row;
    return [{ ...line, ...price }];
  });
  const available = lines.filter((line) => line.available);
  return {
    lines,
    itemCount: lines.reduce((sum, line) => sum + line.quantity, 0),
    subtotalFen: available.reduce((sum, line) => sum + line.priceFen * line.quantity, 0),
  };
}

// Of a cart line called `l`.
const OFFER = `
  case when exists (select from flash_sale v where v.tenant_id = $1 and v.ends_at > now() and v.starts_at <= now())
    then flash_offer($1, l.sku_id, $2) end`;

// The shopper's; a shop without members is told from one look.
const TIER = `(
  select case when exists (select from membership_programme m where m.tenant_id = $1 and m.enabled) then checkout_account($1, $2) -> 'tier' end)`;

// Told for three days, then nobody minds any more.
const OUTLIVED_SALE = `exists (
  select from flash_sale_item f
  where f.tenant_id = $1 and f.sku_id = l.sku_id and f.starts_at <= l.added_at and f.ends_at > l.added_at
    and f.ends_at <= now() and f.ends_at > now() - interval '3 days' and f.price_fen < s.price_fen)`;

const READ: Statement = {
  name: 'read_cart',
  text: `
    select concat_ws(' ', l.sku_id::text, nullif(array_to_string(l.modifier_ids, ' '), '')) as key,
      l.sku_id as "skuId", p.id as "productId", p.title, s.option_values as "optionValues",
      coalesce(s.image_url, p.image_url) as "imageUrl", s.price_fen as "skuPriceFen", s.member_price_fen as "memberPriceFen",
      ${TIER} as tier,
      coalesce((extras.chosen -> 'priceFen')::int, 0) as "extrasFen", ${OFFER} as offer, ${OUTLIVED_SALE} as "outlivedSale", l.quantity, s.stock,
      coalesce(extras.chosen -> 'modifiers', '[]') as modifiers,
      (s.active and ${PRODUCT_IS_SHOWN} and s.stock >= l.quantity and coalesce((extras.chosen -> 'available')::int, 0) = cardinality(l.modifier_ids)) as available
    from cart_line l
    join sku s on s.tenant_id = l.tenant_id and s.id = l.sku_id
    join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
    cross join lateral (select case when l.modifier_ids <> '{}' then chosen_extras($1, p.id, l.modifier_ids) end as chosen offset 0) extras
    where l.tenant_id = $1 and l.shopper_id = $2
    order by l.added_at desc, l.sku_id, l.modifier_ids limit 101`,
};

const READ_GROUPS: Statement = {
  name: 'read_sku_modifier_groups',
  text: `
    select (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'minChoices', g.min_choices, 'maxChoices', g.max_choices,
        'modifiers', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'priceFen', m.price_fen,
            'soldOut', m.sold_out)), '[]') from modifier m where m.tenant_id = $1 and m.group_id = g.id))), '[]')
      from product_modifier_group pg join modifier_group g on g.tenant_id = pg.tenant_id and g.id = pg.group_id
      where pg.tenant_id = $1 and pg.product_id = s.product_id) as groups
    from sku s where s.tenant_id = $1 and s.id = $2`,
};

const onSale = `
  select $1::uuid, $2::uuid, s.id, $4::int, $5::uuid[]
  from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
  where s.tenant_id = $1 and s.id = $3 and s.active and ${PRODUCT_IS_SHOWN} and (cardinality($5::uuid[]) > 0 or not exists (
    select from product_modifier_group pg join modifier_group g on g.tenant_id = pg.tenant_id and g.id = pg.group_id
    where pg.tenant_id = $1 and pg.product_id = p.id and g.min_choices > 0))`;

const ADD: Statement = {
  name: 'add_to_cart',
  text: `
    insert into cart_line (tenant_id, shopper_id, sku_id, quantity, modifier_ids) ${onSale}
    on conflict (tenant_id, shopper_id, sku_id, modifier_ids)
    do update set quantity = least(cart_line.quantity + excluded.quantity, 999)
    returning sku_id`,
};

const SET: Statement = {
  name: 'set_cart_line',
  text: `
    insert into cart_line (tenant_id, shopper_id, sku_id, quantity, modifier_ids) ${onSale}
    on conflict (tenant_id, shopper_id, sku_id, modifier_ids) do update set quantity = excluded.quantity
    returning sku_id`,
};

const REMOVE: Statement = {
  name: 'remove_from_cart',
  text: 'delete from cart_line where tenant_id = $1 and shopper_id = $2 and sku_id = $3 and modifier_ids = $4::uuid[]',
};
