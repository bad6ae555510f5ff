import type { Phone } from './phone.fixture.js';
import type { ShoppersWorld } from './shoppers-world.fixture.js';

const TEA = '明前龙井';

/** A shopper scans the code beside a tin of tea in the store and has it sent home. */
export async function buyTea(world: ShoppersWorld, phone: Phone): Promise<void> {
  const productId = await world.productId('retail', TEA);

  await phone.visit(await world.scanned('retail', 'product', productId));
  await phone.stands('pages/product/index');
  await phone.reads(TEA);
  await phone.keepsPicture('product-of-the-code');

  await phone.goesBack();
  await phone.stands('pages/home/index');
  await phone.reads('新到茶品');
  await phone.keepsPicture('home');
  await phone.opensTab('选茶');
  await phone.stands('pages/category/index');
  await phone.taps('绿茶');
  await phone.reads('安吉白茶');
  await phone.keepsPicture('category');
  await phone.taps(TEA);
  await phone.stands('pages/product/index');

  await phone.taps('立即购买');
  await phone.taps('100 克 / 罐');
  await phone.reads('库存 40 件');
  await phone.keepsPicture('variant');
  await phone.taps('立即购买');
  await phone.stands('pages/checkout/index');
  await phone.writes('收货人', '林晓雨');
  await phone.writes('手机号', '13800138000');
  await phone.taps('省 / 市 / 区');
  await phone.picks('浙江省', '杭州市', '西湖区');
  await phone.writes('详细地址', '北山街 84 号');
  await phone.reads('浙江省 杭州市 西湖区');
  await phone.keepsPicture('checkout');

  await phone.taps('提交订单');
  await phone.dialog('payment').waitFor();
  await phone.keepsPicture('payment');
  await phone.answers('payment', '确认支付');
  await phone.stands('pages/pay-result/index');
  await phone.reads('支付成功');
  await phone.keepsPicture('paid');
  await phone.taps('查看订单');
  await phone.stands('pages/order/index');
  await phone.reads('商家正在为您准备');
  await phone.keepsPicture('order');
}
