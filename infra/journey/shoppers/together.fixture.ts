import type { Shopper } from './shopper.fixture.js';
import { GROUP_BUY } from './shops.fixture.js';

const TEA = '洞庭碧螺春';
const DRAW = '茶席好运';

/** Somebody opens a group for tea, a friend comes by the shared link and makes it complete, and the first then tries their luck. */
export async function buyTogetherAndDraw(shopper: Shopper, invite: () => Promise<Shopper>): Promise<void> {
  await openGroup(shopper);
  await joinGroup(await invite());
  const { phone, says } = shopper;
  await shopper.taps('groupBuy.order');
  await phone.arrives('pages/order/index', says('order.groupTitles.complete', { size: 2 }), 'complete');
  await drawAndCheck(shopper);
}

async function openGroup(shopper: Shopper): Promise<void> {
  const { phone, says } = shopper;
  await shopper.comesIn();
  await phone.scrollsTo(GROUP_BUY);
  await phone.keepsPicture('offer-at-home');
  await phone.opensTab('选茶');
  await phone.stands('pages/category/index');
  await phone.taps(TEA);
  await phone.stands('pages/product/index');
  const words = says('product.groupFrom', { size: 2, price: 78 });
  await phone.reads(words);
  await phone.keepsPicture('product');
  await phone.taps(words);
  await phone.arrives('pages/group-buy/index', says('groupBuy.rules'), 'offer');
  await shopper.taps('groupBuy.open');
  await payTheShare(shopper);
  await shopper.taps('payResult.group');
  await phone.arrives('pages/group-buy/index', says('groupBuy.toGo', { count: 1 }), 'waiting-for-one');
}

async function joinGroup(friend: Shopper): Promise<void> {
  const { phone, shop, says } = friend;
  await phone.visit(await shop.sharedGroup());
  await phone.arrives('pages/group-buy/index', says('groupBuy.toGo', { count: 1 }), 'friend-invited');
  await friend.taps('groupBuy.join');
  await payTheShare(friend);
  await friend.taps('payResult.order');
  await phone.arrives('pages/order/index', says('order.groupTitles.complete', { size: 2 }), 'friend-complete');
}

async function payTheShare(shopper: Shopper): Promise<void> {
  const { phone, says } = shopper;
  await phone.stands('pages/checkout/index');
  await shopper.givesAddress();
  await phone.keepsPicture('checkout');
  await shopper.pays();
  await phone.arrives('pages/pay-result/index', says('payResult.paid'), 'paid');
}

/** One try while the draw runs; when it is over, the phone checks it. */
async function drawAndCheck(shopper: Shopper): Promise<void> {
  const { phone, shop, says } = shopper;
  await shopper.comesIn();
  await phone.scrollsTo(DRAW);
  await phone.keepsPicture('draw-at-home');
  await phone.taps('去抽奖');
  await phone.arrives('pages/draw/index', says('draw.prizes'), 'draw');
  await shopper.taps('draw.go');
  await phone.reads(new RegExp(`^(${says('draw.won')}|${says('draw.thanks')})$`));
  await phone.keepsPicture('drawn');
  await shopper.taps('draw.howToCheck');
  await phone.arrives('pages/draw-proof/index', says('drawProof.locked'), 'proof-locked');
  await shop.endsDraw();
  await phone.goesBack();
  await phone.stands('pages/draw/index');
  await shopper.taps('draw.check');
  await phone.arrives('pages/draw-proof/index', says('drawProof.right'), 'proof');
}
