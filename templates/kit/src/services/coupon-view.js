const { fill, texts } = require('../i18n/index');
const { localDay } = require('./dates');
const { plainYuan } = require('./money');

/** A coupon as its ticket shows it: `value` with its `sign`, `threshold`, `until`, and whether all are gone. */
function couponView(coupon) {
  const t = texts('section');
  return {
    id: coupon.id,
    title: coupon.title,
    /** Whether the value is words and not an amount. */
    percent: coupon.kind !== 'amount',
    words: coupon.kind === 'voucher',
    value: valueOf(coupon, t),
    threshold: thresholdOf(coupon, t),
    scope: scopeOf(coupon, t),
    most: coupon.maxOffFen ? fill(t.couponMost, { amount: plainYuan(coupon.maxOffFen) }) : '',
    until: coupon.endsAt ? fill(t.until, { day: localDay(coupon.endsAt) }) : '',
    gone: coupon.remaining === 0,
  };
}

function valueOf({ kind, percentOff, amountFen }, t) {
  if (kind === 'voucher') return t.voucher;
  return kind === 'percent' ? fill(t.percentOff, { off: percentOff, fold: foldOf(percentOff) }) : plainYuan(amountFen);
}

function thresholdOf({ kind, thresholdFen, amountFen }, t) {
  if (kind === 'voucher') return fill(t.voucherWorth, { amount: plainYuan(amountFen) });
  return thresholdFen > 0 ? fill(t.couponFrom, { amount: plainYuan(thresholdFen) }) : t.couponAny;
}

function scopeOf({ category, productIds, stackable }, t) {
  const goods = category ? fill(t.couponOnly, { category: category.name }) : productIds ? t.couponProducts : '';
  return [goods, stackable ? t.couponStackable : ''].filter((words) => words).join(' · ');
}

/** A coupon in as few words as a label has room for. */
function couponName({ kind, title, amountFen, percentOff, thresholdFen }) {
  if (kind === 'voucher') return title;
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
