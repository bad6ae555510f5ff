import type { Shopper } from './shopper.fixture.js';

const ARTICLE = '晒足三百六十天：一缸酱油的一年';
const SAUCE = '头道晒露酱油';
const RUDE = '卖这种东西的都是骗子';
const KIND = '照着做了一次，家里人都说好';

/** A reader scans the code on a poster, reads of a soy sauce, says something about it, and buys the bottle the article tells of. */
export async function commentAndBuyFromArticle(shopper: Shopper): Promise<void> {
  const { phone } = shopper;
  await shopper.scans('store', '江边晒场');
  await phone.arrives('pages/home/index', '谁在写', 'home');

  await phone.opensTab('文章');
  await phone.arrives('pages/channel/index', ARTICLE, 'articles');
  await phone.taps(ARTICLE);
  await phone.arrives('pages/article/index', ARTICLE, 'article');
  await comment(shopper);

  await phone.scrollsTo(SAUCE);
  await phone.keepsPicture('product-in-the-article');
  await phone.taps(SAUCE);
  await phone.arrives('pages/product/index', shopper.says('product.details'), 'product');
  await shopper.buysNow('两瓶装');
  await shopper.givesAddress();
  await phone.keepsPicture('checkout');
  await shopper.paysForGoods('order.paidHint');
}

/** What WeChat finds unfit to be read is said in other words. */
async function comment({ phone, shop, says }: Shopper): Promise<void> {
  const field = says('comments.write');
  await phone.taps(says('article.writeHint'));
  phone.expectsRefusal('/comments → 422');
  await shop.wechatFinds('risky');
  await phone.writes(field, RUDE);
  await phone.taps(says('comments.send'));
  await phone.isWarned();
  await phone.keepsPicture('comment-refused');

  await shop.wechatFinds('pass');
  await phone.rewrites(field, KIND);
  await phone.taps(says('comments.send'));
  await phone.hears(says('comments.sent'), 'comment-sent');
  await phone.scrollsTo(KIND);
  await phone.keepsPicture('comment');
}
