const { plainYuan } = require('../../services/money');
const { lineOf, wanting } = require('../../services/menu');
const { say } = require('../../services/notice');
const { choicesOf, chosenSku } = require('../../services/sku-choice');
const { fill, texts } = require('../../i18n/index');

/**
 * Portions, options and extras of one dish, with the usual ones chosen already. Triggers `change {line, wanting}`: a line for the
 * cart of one dish, or null while `wanting` names what is still to be chosen.
 */
Component({
  properties: { dish: { type: Object, value: {} }, groups: { type: Array, value: [] } },

  data: { t: texts('dish'), options: [], shown: [] },

  lifetimes: {
    attached() {
      this.setData({ t: texts('dish') });
    },
  },

  observers: {
    'dish, groups'(dish, groups) {
      if (!dish || !dish.skus) return;
      const sku = dish.skus.find(({ stock }) => stock > 0) || dish.skus[0];
      this.choice = sku ? sku.optionValues.slice() : [];
      this.modifierIds = usual(groups);
      this.show();
    },
  },

  methods: {
    onOption(event) {
      const { index, value, available } = event.currentTarget.dataset;
      if (!available) return;
      this.choice[index] = value;
      this.show();
    },

    onModifier(event) {
      const { group: groupId, id, off } = event.currentTarget.dataset;
      if (off) return;
      const group = this.data.groups.find((candidate) => candidate.id === groupId);
      this.modifierIds = toggled(this.modifierIds, group, id);
      this.show();
    },

    show() {
      const { dish, groups, t } = this.data;
      const sku = dish.skus.length === 1 ? dish.skus[0] : chosenSku(dish, this.choice);
      const missing = wanting(groups, this.modifierIds);
      this.setData({
        options: dish.skus.length > 1 ? choicesOf(dish, this.choice) : [],
        shown: groups.map((group) => shownGroup(group, this.modifierIds, t)),
      });
      const complete = sku && sku.stock > 0 && !missing;
      const choice = {
        line: complete ? lineOf(dish, sku, groups, this.modifierIds.slice(), 1) : null,
        most: sku ? sku.stock : 0,
        wanting: missing ? missing.name : '',
      };
      // Whoever hears of it may be in the middle of an update that brought the dish here.
      wx.nextTick(() => this.triggerEvent('change', choice));
    },
  },
});

/** What must be chosen is chosen already: a guest in a hurry taps once. */
function usual(groups) {
  return groups.reduce((ids, group) => {
    const offered = group.modifiers.filter(({ soldOut }) => !soldOut);
    return ids.concat(offered.slice(0, group.minChoices).map(({ id }) => id));
  }, []);
}

/** One of a group that takes one is exchanged; more than a group takes is refused. */
function toggled(ids, group, id) {
  const own = group.modifiers.map((modifier) => modifier.id);
  const chosen = ids.filter((other) => own.indexOf(other) >= 0);
  if (chosen.indexOf(id) >= 0) {
    return chosen.length > group.minChoices ? ids.filter((other) => other !== id) : ids;
  }
  if (group.maxChoices === 1) return ids.filter((other) => chosen.indexOf(other) < 0).concat([id]);
  if (chosen.length < group.maxChoices) return ids.concat([id]);
  say(fill(texts('dish').atMost, { count: group.maxChoices }));
  return ids;
}

function shownGroup(group, ids, t) {
  const { id, name, minChoices, maxChoices } = group;
  return {
    id,
    name,
    single: maxChoices === 1,
    rule: ruleOf(minChoices, maxChoices, t),
    modifiers: group.modifiers.map((modifier) => ({
      id: modifier.id,
      name: modifier.name,
      price: modifier.priceFen > 0 ? `+¥${plainYuan(modifier.priceFen)}` : '',
      off: modifier.soldOut,
      on: ids.indexOf(modifier.id) >= 0,
    })),
  };
}

function ruleOf(min, max, t) {
  if (min === max) return fill(t.exactly, { count: min });
  return min === 0 ? fill(t.upTo, { count: max }) : fill(t.between, { from: min, to: max });
}
