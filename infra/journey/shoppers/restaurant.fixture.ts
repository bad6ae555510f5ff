import type { Shopper } from './shopper.fixture.js';
import { PARLOUR, TABLE } from './shops.fixture.js';

const NOODLES = '红烧牛肉面';
const DUMPLINGS = '蟹粉小笼';

/** A guest sits down, scans the code on the table, orders noodles as they like them and pays. */
export async function orderAtTable(shopper: Shopper): Promise<void> {
  const { phone, says } = shopper;
  await shopper.comesIn();
  await phone.keepsPicture('home');
  await phone.opensTab('点餐');
  await phone.stands('pages/menu/index');
  await shopper.taps('menu.scanTable');
  await phone.dialog('scan').waitFor();
  await phone.keepsPicture('scan');
  await phone
    .dialog('scan')
    .getByRole('button', { name: new RegExp(TABLE) })
    .tap();
  await phone.reads(new RegExp(`大堂.*${TABLE}`));
  await phone.reads(NOODLES);
  await phone.keepsPicture('menu');

  await phone.taps(`${says('menu.choose')} ${NOODLES}`);
  for (const wish of ['大碗', '微辣', '卤蛋']) await phone.taps(wish);
  await phone.keepsPicture('options');
  await shopper.taps('dish.add');
  await goToCheckout(shopper);
  await shopper.reads('checkout.guests');
  await phone.keepsPicture('checkout');
  await payForFood(shopper, 'dineIn');

  const pickupNumber = await shopper.shop.kitchenMoves('accepted');
  await shopper.reads('order.kitchen.dineIn.accepted');
  await phone.reads(pickupNumber);
  await phone.keepsPicture('in-the-kitchen');
}

/** On the way home: ordered ahead, and fetched when the number is called. */
export async function takeAway(shopper: Shopper): Promise<void> {
  const { phone } = shopper;
  await chooseDumplings(shopper, 'takeaway');
  await goToCheckout(shopper);
  await shopper.reads('checkout.pickupTime');
  await phone.keepsPicture('checkout');
  await payForFood(shopper, 'takeaway');

  await shopper.shop.kitchenMoves('accepted');
  const pickupNumber = await shopper.shop.kitchenMoves('ready');
  await shopper.reads('order.kitchen.takeaway.ready');
  await phone.reads(pickupNumber);
  await phone.keepsPicture('number-called');
}

/** Hungry at home: too far away from one place, near enough at another. */
export async function haveItBrought(shopper: Shopper): Promise<void> {
  const { phone, says } = shopper;
  await chooseDumplings(shopper, 'local');
  await goToCheckout(shopper);
  phone.expectsRefusal('/quote → 422');
  await phone.taps(says('checkout.choosePlace'));
  await phone.agrees('privacy');
  await chooseOnMap(shopper, ['南湖公园', 5]);
  await phone.reads(/5(\.\d+)? (公里|km).*3(\.\d+)? (公里|km)/);
  await phone.keepsPicture('too-far');

  await phone.taps('南湖公园');
  await chooseOnMap(shopper, ['东园小区', 1.5]);
  await phone.reads('¥5.00');
  await shopper.writes('checkout.door', '3 幢 502');
  await shopper.givesName('checkout.name', 'checkout.phone');
  await phone.keepsPicture('checkout');
  await payForFood(shopper, 'local');
}

async function chooseDumplings(shopper: Shopper, way: 'takeaway' | 'local'): Promise<void> {
  const { phone, says } = shopper;
  await shopper.comesIn();
  await phone.keepsPicture('home');
  await shopper.taps(`section.${way}`);
  await phone.stands('pages/menu/index');
  await phone.taps('点心小笼', 'first');
  await phone.comesTo(DUMPLINGS);
  await phone.taps(`${says('menu.more')} ${DUMPLINGS}`);
  await phone.keepsPicture('menu');
}

async function goToCheckout({ phone, says }: Shopper): Promise<void> {
  await phone.taps(says('menu.checkout'));
  await phone.stands('pages/checkout/index');
}

/** A place so many kilometres north of the restaurant. */
async function chooseOnMap({ phone }: Shopper, [name, kilometres]: readonly [string, number]): Promise<void> {
  const latitude = PARLOUR.latitude + kilometres / 111.2;
  await phone.agrees('location', { name, address: `城东${name}`, latitude, longitude: PARLOUR.longitude });
}

async function payForFood(shopper: Shopper, way: 'dineIn' | 'takeaway' | 'local'): Promise<void> {
  const { phone } = shopper;
  await shopper.pays();
  await phone.arrives('pages/order/index', shopper.says(`order.kitchen.${way}.waiting`), 'order');
}
