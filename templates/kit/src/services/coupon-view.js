const { fill, texts } = require('../i18n/index');
const { localDay } = require('./dates');
const { plainYuan } = require('./money');

/** A coupon as its ticket shows it: `value` with its `sign`, `threshold`, `until`, and whether all are gone. */
function couponView(coupon) {
  const t = texts('section');
  const percent = coupon.kind === 'percent';
  const fold = foldOf(coupon.percentOff);
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

/** A coupon in as few words as a label has room for. */
function couponName({ kind, amountFen, percentOff, thresholdFen }) {
  const t = texts('coupons');
  const percent = fill(texts('section').percentOff, { off: percentOff, fold: foldOf(percentOff) });
  const values = { percent, threshold: plainYuan(thresholdFen), amount: plainYuan(amountFen) };
  if (kind === 'percent') return thresholdFen > 0 ? fill(t.shortPercent, values) : percent;
  return fill(thresholdFen > 0 ? t.shortFrom : t.short, values);
}

/** What is still paid, in tenths, as Chinese shops say it. */
function foldOf(percentOff) {
  return String((100 - percentOff) / 10);
}

module.exports = { couponView, couponName };
