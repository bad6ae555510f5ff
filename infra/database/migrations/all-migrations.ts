import { Tenancy } from './0001-tenancy.js';
import { Identity } from './0002-identity.js';
import { Hosting } from './0003-hosting.js';
import { Commerce } from './0004-commerce.js';
import { Fulfilment } from './0005-fulfilment.js';
import { CodesAndConduct } from './0006-codes-and-conduct.js';
import { Reconciliation } from './0007-reconciliation.js';
import { DirectChannel } from './0008-direct-channel.js';
import { Dining } from './0009-dining.js';
import { Bookings } from './0010-bookings.js';
import { Magazine } from './0011-magazine.js';
import { Promotions } from './0012-promotions.js';
import { TemplateUpgrades } from './0013-template-upgrades.js';
import { DemoContent } from './0014-demo-content.js';
import { GroupBuys } from './0015-group-buys.js';
import { LuckyDraws } from './0016-lucky-draws.js';
import { PreviewTickets } from './0017-preview-tickets.js';
import { DemoPromotions } from './0018-demo-promotions.js';
import { PricesAskedOnce } from './0019-prices-asked-once.js';
import { Accounts } from './0020-accounts.js';
import { PricesExplained } from './0021-prices-explained.js';
import { StoredValue } from './0022-stored-value.js';
import { Points } from './0023-points.js';
import { CouponWallet } from './0024-coupon-wallet.js';
import { Catalogue } from './0025-catalogue.js';
import { AfterSale } from './0026-after-sale.js';
import { DrawPlays } from './0027-draw-plays.js';
import { SaleBatches } from './0028-sale-batches.js';
import { PromotionGuard } from './0029-promotion-guard.js';
import { ImportSheets } from './0030-import-sheets.js';
import { ShopperData } from './0031-shopper-data.js';
import { CheaperOrders } from './0032-cheaper-orders.js';

/** In the order in which they run. A new migration is one file in ../sql, one class here, one line in this list. */
export const allMigrations = [
  Tenancy,
  Identity,
  Hosting,
  Commerce,
  Fulfilment,
  CodesAndConduct,
  Reconciliation,
  DirectChannel,
  Dining,
  Bookings,
  Magazine,
  Promotions,
  TemplateUpgrades,
  DemoContent,
  GroupBuys,
  LuckyDraws,
  PreviewTickets,
  DemoPromotions,
  PricesAskedOnce,
  Accounts,
  PricesExplained,
  StoredValue,
  Points,
  CouponWallet,
  Catalogue,
  AfterSale,
  DrawPlays,
  SaleBatches,
  PromotionGuard,
  ImportSheets,
  ShopperData,
  CheaperOrders,
];
