const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { orderKeys } = require('../../services/idempotency');
const { payMoneyOrder } = require('../../services/money-order');
const { plainYuan, yuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { act, showFault } = require('../../services/page-state');
const { fenOf, planView } = require('../../services/wallet-view');
const { fill } = require('../../i18n/index');

/** Pays money in: an amount of the shop's, or one of the shopper's own where the shop allows it. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    plans: [],
    terms: '',
    /** What an amount of one's own may be, in words; empty where there is none. */
    own: '',
    typed: '',
    chosenFen: 0,
    bonusFen: 0,
    action: '',
    paying: false,
  },

  onLoad() {
    dress(this, 'topUp', true);
    this.keyFor = orderKeys();
    this.refresh();
  },

  refresh() {
    return api.storedValue().then(
      (offer) => {
        const { t } = this.data;
        this.offer = offer;
        if (!offer.enabled) {
          this.setData({ state: 'empty', message: t.off });
          return;
        }
        const { customAmounts, plans, terms } = offer;
        const own = customAmounts
          ? fill(t.own, { min: plainYuan(customAmounts.minFen), max: plainYuan(customAmounts.maxFen) })
          : '';
        this.setData({ state: 'ready', plans: plans.map(planView), own, terms });
        this.choose(plans.length > 0 ? plans[0].amountFen : 0);
      },
      (error) => showFault(this, error),
    );
  },

  choose(amountFen) {
    const { t } = this.data;
    const plan = this.offer.plans.find((offered) => offered.amountFen === amountFen);
    this.setData({
      chosenFen: amountFen,
      bonusFen: plan ? plan.bonusFen : 0,
      action: amountFen > 0 ? fill(t.pay, { amount: yuan(amountFen) }) : t.choose,
    });
  },

  onPlan(event) {
    this.setData({ typed: '' });
    this.choose(event.currentTarget.dataset.fen);
  },

  onType(event) {
    const typed = event.detail.value;
    const { minFen, maxFen } = this.offer.customAmounts;
    const fen = fenOf(typed);
    this.setData({ typed });
    this.choose(fen >= minFen && fen <= maxFen ? fen : 0);
  },

  onPay() {
    const { chosenFen, bonusFen, paying, t } = this.data;
    if (paying) return;
    if (chosenFen === 0) {
      say(this.data.own || t.choose);
      return;
    }
    this.setData({ paying: true });
    const wish = { amountFen: chosenFen, expectedBonusFen: bonusFen };
    api
      .topUp(wish, this.keyFor(wish))
      .then(({ orderId }) => payMoneyOrder(orderId))
      .then((outcome) => this.show(outcome))
      .catch((error) => {
        say(error.message);
        if (error.code === 'top_up.changed') this.refresh();
      })
      .then(() => this.setData({ paying: false }));
  },

  show(outcome) {
    // What was given up or paid is done with: the next one is another.
    this.keyFor = orderKeys();
    if (outcome === 'cancelled') return;
    say(outcome === 'paid' ? this.data.t.done : this.data.t.waiting);
    navigation.back('balance');
  },

  onAct() {
    act(this, navigation.openHome);
  },
});
