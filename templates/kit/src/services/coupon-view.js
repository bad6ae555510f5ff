const { fill, texts } = require('../i18n/index');
const { localDay } = require('./dates');
const { plainYuan } = require('./money');

/** A coupon as its ticket shows it: `value` with its `sign`, `threshold`, `until`, and whether all are gone. */
function couponView(coupon) {
  const t = texts('section');
  const percent = coupon.kind === 'percent';
  const fold = String((100 - coupon.percentOff) / 10);
  return {
    id: coupon.id,
    title: coupon.title,
    percent,
    value: percent ? fill(t.percentOff, { off: coupon.percentOff, fold }) : plainYuan(coupon.amountFen),
    threshold: coupon.thresholdFen > 0 ? fill(t.couponFrom, { amount: plainYuan(coupon.thresholdFen) }) : t.couponAny,
    scope: coupon.category ? fill(t.couponOnly, { category: coupon.category.name }) : '',
    most: coupon.maxOffFen ? fill(t.couponMost, { amount: plainYuan(coupon.maxOffFen) }) : '',
    until: coupon.endsAt ? fill(t.until, { day: localDay(coupon.endsAt) }) : '',
    gone: coupon.remaining === 0,
  };
}

module.exports = { couponView };
