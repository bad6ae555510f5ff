import type { Phone } from './phone.fixture.js';
import type { ShopDoor } from './shop-door.fixture.js';
import type { TemplateText } from './template-texts.fixture.js';

/** What a parcel or an appointment is for. */
const PERSON = { name: '林晓雨', phone: '13800138000' };

/** Somebody with a phone at the door of one shop, and what people do alike in every shop. */
export class Shopper {
  constructor(
    readonly phone: Phone,
    readonly shop: ShopDoor,
    /** What the template says, in the language of the phone. */
    readonly says: TemplateText,
  ) {}

  /** Opens the shop from WeChat's list. */
  async comesIn(): Promise<void> {
    await this.phone.visit(await this.shop.address());
    await this.phone.stands('pages/home/index');
  }

  /** Points WeChat's camera at a code the merchant has printed. */
  async scans(kind: 'product' | 'store', target: string): Promise<void> {
    await this.phone.visit(await this.shop.scanned(kind, target));
  }

  /** Reads the template's words at a place of its texts. */
  async reads(place: string, values?: Readonly<Record<string, string | number>>): Promise<void> {
    await this.phone.reads(this.says(place, values));
  }

  async taps(place: string): Promise<void> {
    await this.phone.taps(this.says(place));
  }

  async writes(place: string, value: string): Promise<void> {
    await this.phone.writes(this.says(place), value);
  }

  /** From a product's page to the check-out. */
  async buysNow(...variant: readonly string[]): Promise<void> {
    const { phone } = this;
    await this.taps('product.buyNow');
    for (const value of variant) await phone.taps(value);
    await phone.keepsPicture('variant');
    await this.taps('product.buyNow');
    await phone.stands('pages/checkout/index');
  }

  async givesName(name: string, number: string): Promise<void> {
    await this.writes(name, PERSON.name);
    await this.writes(number, PERSON.phone);
  }

  async givesAddress(): Promise<void> {
    const { phone } = this;
    await this.givesName('checkout.name', 'checkout.phone');
    await this.taps('checkout.regionPlaceholder');
    await phone.picks('浙江省', '杭州市', '西湖区');
    await this.writes('checkout.detail', '北山街 84 号');
    await phone.reads('浙江省 杭州市 西湖区');
  }

  /** Taps the button that orders, and confirms in WeChat's window. */
  async pays(button: string | RegExp = this.says('checkout.submit')): Promise<void> {
    const { phone } = this;
    await phone.taps(button);
    await phone.dialog('payment').waitFor();
    await phone.keepsPicture('payment');
    await phone.agrees('payment');
  }

  /** Pays for goods and looks at the order. @param hint what the order's page says of what comes now */
  async paysForGoods(hint: string): Promise<void> {
    const { phone } = this;
    await this.pays();
    await phone.arrives('pages/pay-result/index', this.says('payResult.paid'), 'paid');
    await this.taps('payResult.order');
    await phone.arrives('pages/order/index', this.says(hint), 'order');
  }

  /** Asks for the money back on the page of an order. */
  async asksForRefund(reason: string): Promise<void> {
    const { phone } = this;
    await this.taps('order.refund');
    await phone.taps(reason);
    await phone.keepsPicture('refund');
    await this.taps('order.submitRefund');
    await phone.hears(this.says('order.refundSent'), 'refund-asked');
    await this.reads('order.refundStates.requested');
  }
}
