import type { Phone } from './phone.fixture.js';
import type { ShoppersWorld } from './shoppers-world.fixture.js';

const ARTICLE = '晒足三百六十天：一缸酱油的一年';
const SAUCE = '头道晒露酱油';

/** A reader scans the code on a poster, reads of a soy sauce, and buys the bottle the article tells of. */
export async function buyFromArticle(world: ShoppersWorld, phone: Phone): Promise<void> {
  await phone.visit(await world.scanned('magazine', 'store', '江边晒场'));
  await phone.stands('pages/home/index');
  await phone.reads('谁在写');
  await phone.keepsPicture('home');

  await phone.opensTab('文章');
  await phone.stands('pages/channel/index');
  await phone.reads(ARTICLE);
  await phone.keepsPicture('articles');
  await phone.taps(ARTICLE);
  await phone.stands('pages/article/index');
  await phone.reads(ARTICLE);
  await phone.keepsPicture('article');
  await phone.scrollsTo(SAUCE);
  await phone.keepsPicture('product-in-the-article');
  await phone.taps(SAUCE);
  await phone.stands('pages/product/index');
  await phone.reads('商品详情');
  await phone.keepsPicture('product');

  await phone.taps('立即购买');
  await phone.taps('两瓶装');
  await phone.taps('立即购买');
  await phone.stands('pages/checkout/index');
  await phone.writes('收货人', '林晓雨');
  await phone.writes('手机号', '13800138000');
  await phone.taps('省 / 市 / 区');
  await phone.picks('浙江省', '杭州市', '西湖区');
  await phone.writes('详细地址', '北山街 84 号');
  await phone.keepsPicture('checkout');

  await phone.taps('提交订单');
  await phone.dialog('payment').waitFor();
  await phone.answers('payment', '确认支付');
  await phone.stands('pages/pay-result/index');
  await phone.reads('支付成功');
  await phone.keepsPicture('paid');
  await phone.taps('查看订单');
  await phone.stands('pages/order/index');
  await phone.reads('商家正在为您准备');
  await phone.keepsPicture('order');
}
