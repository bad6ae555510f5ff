import type { NamedTable } from '../dining/dining-charges.js';
import { type DiningSettings, diningSettings } from '../dining/dining-settings.js';
import type { ModifierGroup } from '../dining/modifier-choice.js';
import type { HeldCoupon } from '../promotions/held-coupon.js';
import type { ClaimableCoupon } from '../promotions/claimable-coupon.js';
import type { FlashOffer } from '../promotions/flash-price.js';
import { type DeliverySettings, deliverySettings } from './delivery-settings.js';
import type { ShippingRates } from './shipping-rates.js';

/** A SKU as the catalogue has it now. */
export interface PricedSku {
  readonly skuId: string;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: readonly string[];
  readonly imageUrl: string | null;
  readonly priceFen: number;
  readonly stock: number;
  /** Null for goods without options or extras. */
  readonly modifierGroups?: readonly ModifierGroup[] | null;
  readonly categoryId?: string | null;
  readonly parentCategoryId?: string | null;
  /** What members pay at most. */
  readonly memberPriceFen?: number | null;
  /** Of one, packed; unknown counts as nothing. */
  readonly weightG?: number | null;
  /** Handed over without being sent or fetched. */
  readonly isVirtual?: boolean;
  /** The sale it is in now, as this shopper meets it. */
  readonly flashSale?: FlashOffer | null;
  /** A price that was agreed on for these goods in place of every other. */
  readonly agreed?: AgreedPrice | null;
}

/** What a group or a bargain has brought the price of one down to. */
export interface AgreedPrice {
  readonly kind: 'group' | 'bargain';
  readonly title: string;
  readonly priceFen: number;
  /** Of the group buy or the bargain. */
  readonly referenceId: string;
}

export interface Tier {
  readonly id: string;
  readonly name: string;
  /** 5 takes a twentieth off. */
  readonly percentOff: number;
}

/** How points are spent: so many for a yuan, for at most so much of the goods. */
export interface PointsRule {
  readonly pointsPerYuanOff: number;
  readonly mostPercent: number;
}

/** What a shopper has with the shop, as `checkout_account` answers it; amounts are fen. */
export interface ShopperAccount {
  readonly balance?: number;
  readonly bonus?: number;
  readonly points?: number;
  readonly tier?: Tier | null;
  readonly pointsRule?: PointsRule | null;
}

/** Everything an order's price depends on besides the wish, as of one moment. */
export interface PriceList {
  readonly skus: ReadonlyMap<string, PricedSku>;
  readonly delivery: DeliverySettings;
  /** Null: the storefront's one fee holds everywhere. */
  readonly rates: ShippingRates | null;
  readonly dining: DiningSettings;
  /** The table that was named, if the shop has it. */
  readonly table: NamedTable | null;
  /** In the shopper's wallet, good now. */
  readonly coupons: readonly HeldCoupon[];
  /** Not in the wallet, but to be had now. */
  readonly claimable: readonly ClaimableCoupon[];
  readonly account: ShopperAccount | null;
}

/** A shop that sells nothing and gives nothing: what a price list is built from. */
export const emptyPriceList: PriceList = {
  skus: new Map(),
  delivery: deliverySettings({}),
  rates: null,
  dining: diningSettings({}),
  table: null,
  coupons: [],
  claimable: [],
  account: null,
};
