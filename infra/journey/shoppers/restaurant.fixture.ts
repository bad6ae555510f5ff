import type { Phone } from './phone.fixture.js';
import type { ShoppersWorld } from './shoppers-world.fixture.js';
import { TABLE } from './shops.fixture.js';

/** A guest sits down, scans the code on the table, orders noodles as they like them and pays. */
export async function orderAtTable(world: ShoppersWorld, phone: Phone): Promise<void> {
  await phone.visit(await world.address('restaurant'));
  await phone.stands('pages/home/index');
  await phone.keepsPicture('home');
  await phone.opensTab('点餐');
  await phone.stands('pages/menu/index');
  await phone.taps('扫桌码');
  await phone.dialog('scan').waitFor();
  await phone.keepsPicture('scan');
  await phone
    .dialog('scan')
    .getByRole('button', { name: new RegExp(TABLE) })
    .tap();
  await phone.reads(new RegExp(`大堂.*${TABLE}`));
  await phone.reads('红烧牛肉面');
  await phone.keepsPicture('menu');

  await phone.taps('选规格 红烧牛肉面');
  await phone.taps('大碗');
  await phone.taps('微辣');
  await phone.taps('卤蛋');
  await phone.keepsPicture('options');
  await phone.taps('加入已选');
  await phone.taps('去结算');
  await phone.stands('pages/checkout/index');
  await phone.reads('用餐人数');
  await phone.keepsPicture('checkout');

  await phone.taps('提交订单');
  await phone.dialog('payment').waitFor();
  await phone.keepsPicture('payment');
  await phone.answers('payment', '确认支付');
  await phone.stands('pages/order/index');
  await phone.reads('已下单，等待接单');
  await phone.keepsPicture('order');

  const [pickupNumber = ''] = await world.kitchenAccepts();
  await phone.reads('正在制作');
  await phone.reads(pickupNumber);
  await phone.keepsPicture('in-the-kitchen');
}
