const { localTime } = require('./dates');

/*
 * What is said about an order that differs from shop to shop: a template whose orders are no parcels lays a file with the same
 * functions over this one. `t` are the texts of `order`, or of `orders` for a card.
 */

/** How an order stands, in a word: a paid one by what has become of its goods. */
function titleOf(order, t) {
  if (order.state !== 'paid') return t[order.state];
  // Nothing is sent before the group is complete.
  if (order.groupBuy && order.groupBuy.state === 'open') return t.groupOpen;
  const words = t.goodsStates[order.delivery];
  return (words && words[order.fulfilment]) || t.paid;
}

/** What a paid order waits for. */
function hintOf(order, t) {
  if (order.groupBuy && order.groupBuy.state !== 'complete') return t.groupHints[order.groupBuy.state];
  if (order.fulfilment === 'shipped' && order.delivery === 'pickup') return t.handedOver;
  return t.fulfilmentHints[order.fulfilment] || (order.delivery === 'pickup' ? t.paidPickup : t.paidHint);
}

/**
 * Where the goods go.
 *
 * @param {object} settings the merchant's
 * @returns {{icon: string, title: string, words: string, action?: {title: string, page: string, query: object}}}
 */
function placeOf(order, t, settings) {
  if (order.address) {
    const { name, phone, region, detail } = order.address;
    return { icon: 'location', title: `${name} ${phone}`, words: `${region} ${detail}` };
  }
  const { pickup } = settings.delivery || {};
  const icon = order.delivery === 'pickup' ? 'shop' : 'location';
  return { icon, title: t.pickup, words: (pickup && pickup.address) || '' };
}

/** What was sent or handed over, and is confirmed by the shopper. */
function shipmentsOf(order) {
  return order.shipments || [];
}

/** What has happened, the newest first. */
function timelineOf(order, t) {
  return (order.timeline || [])
    .map((step) => ({ state: step.state, title: t.steps[step.state] || step.state, time: localTime(step.at) }))
    .reverse();
}

/** Rows of name and value beside those that every order has. */
function ownFacts() {
  return [];
}

/** What its card in the list of orders says beside goods and sum: the way it is had, and the number it is called by. */
function cardOf(order, t) {
  return { stateText: titleOf(order, t), way: '', calledBy: '' };
}

/** Whether it may change while the shopper looks on, so that the page asks again and again. */
function isMoving() {
  return false;
}

module.exports = { titleOf, hintOf, placeOf, shipmentsOf, timelineOf, ownFacts, cardOf, isMoving };
