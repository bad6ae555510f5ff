import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
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
    return summarise(await this.pool.call<CartRow>(tenantId, READ, [shopperId]));
  }

  /** Adds to what is there, up to 999. @throws Problem sku.not_found, cart.full, request.invalid for extras that do not go together */
  async add(tenantId: TenantId, shopperId: ShopperId, wish: CartWish): Promise<CartView> {
    return this.put(tenantId, shopperId, wish, false);
  }

  /** Sets a quantity; 0 takes the line out. @throws as `add` */
  async set(tenantId: TenantId, shopperId: ShopperId, wish: CartWish): Promise<CartView> {
    return this.put(tenantId, shopperId, wish, true);
  }

  /** Without extras, the statement itself sees whether the goods can be ordered so; which only few cannot. */
  private async put(
    tenantId: TenantId,
    shopperId: ShopperId,
    { skuId, quantity, modifierIds = [] }: CartWish,
    sets: boolean,
  ): Promise<CartView> {
    if (quantity > 0 && modifierIds.length > 0) await this.requireChoice(tenantId, skuId, modifierIds);
    const wish = [shopperId, skuId, quantity, sortedIds(modifierIds), sets, MAX_LINES];
    const lines = await this.pool.call<CartRow>(tenantId, PUT, wish).catch(explain);
    if (lines.length > 0 || quantity === 0) return summarise(lines);
    await this.requireChoice(tenantId, skuId, modifierIds);
    throw new Problem('sku.not_found');
  }

  /** A dish goes in as it can be ordered, so that nobody learns at the till that a choice is missing. */
  private async requireChoice(tenantId: TenantId, skuId: string, modifierIds: readonly string[]): Promise<void> {
    const [row] = await this.pool.query<{ groups: ModifierGroup[] }>(tenantId, READ_GROUPS, [tenantId, skuId]);
    const ids = modifierIds.map((id) => id.toLowerCase());
    const { faults } = chooseModifiers(row?.groups ?? [], ids, '');
    if (row && faults.length > 0) throw new Problem('request.invalid', { errors: faults });
  }
}

const CART_FULL = 'XP005';

function explain(error: unknown): never {
  if ((error as { code?: string }).code === CART_FULL) throw new Problem('cart.full', { params: { limit: MAX_LINES } });
  throw error;
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

const READ: Statement = { name: 'read_cart', text: 'select * from read_cart($1, $2)' };

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

const PUT: Statement = { name: 'put_in_cart', text: 'select * from put_in_cart($1, $2, $3, $4, $5, $6, $7)' };
