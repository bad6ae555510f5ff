import type { Shopper } from './shopper.fixture.js';
import { COUPON, PICKUP_ADDRESS } from './shops.fixture.js';

const TEA = '明前龙井';
const CANISTER = '100 克 / 罐';

/** Somebody scans the code beside a tin of tea, collects a coupon in the shop, and has the tea sent home for less. */
export async function buyTeaWithCoupon(shopper: Shopper): Promise<void> {
  const { phone, shop, says } = shopper;
  await shopper.scans('product', await shop.productId(TEA));
  await phone.arrives('pages/product/index', TEA, 'product-of-the-code');

  await phone.goesBack();
  await phone.arrives('pages/home/index', '新到茶品', 'home');
  await phone.taps(new RegExp(`^${COUPON} `));
  await phone.arrives('pages/coupons/index', COUPON, 'coupons');
  await shopper.taps('coupons.take');
  await phone.hears(says('coupons.done'), 'coupon-collected');
  await phone.goesBack();
  await phone.stands('pages/home/index');

  await phone.opensTab('选茶');
  await phone.stands('pages/category/index');
  await phone.taps('绿茶');
  await phone.reads('安吉白茶');
  await phone.keepsPicture('category');
  await phone.taps(TEA);
  await phone.stands('pages/product/index');
  await shopper.buysNow(CANISTER);
  await shopper.givesAddress();
  await phone.reads(says('coupons.used', { title: COUPON, amount: '20.00' }));
  await phone.keepsPicture('checkout');
  await shopper.paysForGoods('order.paidHint');
}

/** Somebody lives near, fetches the tea in the store, and does not like it after all. */
export async function collectTeaAndGiveItBack(shopper: Shopper): Promise<void> {
  const { phone, says } = shopper;
  await shopper.comesIn();
  await phone.opensTab('选茶');
  await phone.stands('pages/category/index');
  await phone.taps('安吉白茶');
  await phone.stands('pages/product/index');
  await shopper.buysNow('特级', '50 克');
  await phone.taps(says('checkout.pickup'));
  await phone.reads(PICKUP_ADDRESS);
  await phone.keepsPicture('checkout');
  await shopper.paysForGoods('order.paidPickup');
  await phone.reads(PICKUP_ADDRESS);

  await shopper.asksForRefund(says('order.reasons.0'));
}
