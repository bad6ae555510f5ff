const { clock, dayAndClock } = require('./opening');
const serverTime = require('./server-time');
const { tableWords } = require('./table-words');
const { fill } = require('../i18n/index');

/*
 * What is said about an order of dishes (the kit's order-view.js has the same functions).
 */

/** How it stands, in a word: a paid one by how far the kitchen is. */
function titleOf(order, t) {
  const ticket = ticketOf(order);
  if (!ticket) return t[order.state];
  const words = t.kitchen[order.delivery] || t.kitchen.takeaway;
  return words[ticket.state];
}

/** What a paid order waits for. */
function hintOf(order, t) {
  const { pickupAt, ticket } = order.dining || {};
  if (pickupAt && (!ticket || ticket.state === 'waiting'))
    return fill(t.plannedFor, { time: dayAndClock(pickupAt, serverTime.now()) });
  if (ticket && ticket.state === 'ready' && ticket.readyAt) return fill(t.readySince, { time: clock(ticket.readyAt) });
  return t.hints[order.delivery] || '';
}

/** Table, counter or door. */
function placeOf(order, t, settings) {
  const { table, distanceMeters } = order.dining || {};
  if (order.delivery === 'dineIn' && table) {
    const place = { icon: 'dining', title: tableWords(table), words: t.dineIn };
    if (order.state === 'paid') place.action = { title: t.addDishes, page: 'menu', query: { kind: 'dineIn' } };
    return place;
  }
  if (order.address) {
    const { name, phone, region, detail } = order.address;
    const far = distanceMeters === null || distanceMeters === undefined ? '' : fill(t.kilometres, { count: (distanceMeters / 1000).toFixed(1) });
    return { icon: 'location', title: detail, words: [`${name} ${phone}`, region, far].filter(Boolean).join(' · ') };
  }
  return { icon: 'bag', title: t.takeaway, words: (settings.contact && settings.contact.address) || '' };
}

/** A meal is not confirmed by its guest. */
function shipmentsOf() {
  return [];
}

/** The kitchen's steps stand in the head of the page instead. */
function timelineOf() {
  return [];
}

/** Rows of name and value beside those that every order has. */
function ownFacts({ dining }, t) {
  return dining && dining.guests ? [{ name: t.guests, value: String(dining.guests) }] : [];
}

/** What its card in the list of orders says beside goods and sum: the way it is had, and the number it is called by. */
function cardOf(order, t) {
  const { state, ticket } = order;
  const isCalled = state === 'paid' && Boolean(ticket) && ticket.state !== 'done';
  return {
    stateText: state === 'paid' && ticket ? t.kitchen[ticket.state] : t[state],
    way: t[order.delivery] || '',
    calledBy: isCalled ? ticket.pickupNumber : '',
  };
}

/** A guest at the counter looks at the screen and waits for it to change. */
function isMoving({ state, dining }) {
  return state === 'paid' && Boolean(dining) && (!dining.ticket || dining.ticket.state !== 'done');
}

function ticketOf({ state, dining }) {
  return (state === 'paid' && dining && dining.ticket) || null;
}

module.exports = { titleOf, hintOf, placeOf, shipmentsOf, timelineOf, ownFacts, cardOf, isMoving };
