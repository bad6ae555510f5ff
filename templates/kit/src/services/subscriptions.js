const api = require('./api');

/** WeChat's older versions take three at a time. */
const MOST_IDS = 3;
const PATIENCE_MS = 2000;

/** What an order's shopper would like to hear of, by the way of delivery, the more important first. */
const WISHES = {
  pickup: ['orderPaid', 'pickupReady', 'orderRefunded'],
  takeaway: ['pickupReady', 'orderPaid', 'orderRefunded'],
  dineIn: ['orderPaid', 'orderRefunded'],
  local: ['orderPaid', 'orderRefunded'],
};
const PARCEL_WISHES = ['orderPaid', 'orderShipped', 'orderRefunded'];

let offered = [];

/** Fetches what may be asked about, before the tap: the pop-up opens from a tap handler only, with no call in between. */
function prepare() {
  return api.messageTemplates().then(
    ({ items }) => {
      offered = items;
    },
    () => {
      // Messages are a service: without them shopping goes on.
    },
  );
}

/**
 * Asks the shopper for leave to send a message for each purpose, and tells the runtime the answers. To be called first thing in a tap
 * handler. The payment waits for it, so that the message about it is not lost, but never for long.
 *
 * @param {string[]} purposes the more important first
 * @returns {Promise<void>} always fulfilled
 */
function ask(purposes) {
  const ids = purposes
    .map((purpose) => offered.find((template) => template.purpose === purpose))
    .filter(Boolean)
    .slice(0, MOST_IDS)
    .map((template) => template.templateId);
  if (ids.length === 0 || !wx.requestSubscribeMessage) return Promise.resolve();
  return popUp(ids).then((answers) => {
    if (!answers) return undefined;
    return atMost(PATIENCE_MS, api.tellSubscriptions(answers));
  });
}

/** @returns {Promise<object|null>} template id → accept, reject, ban or filter; null when it did not open */
function popUp(ids) {
  return new Promise((resolve) => {
    wx.requestSubscribeMessage({
      tmplIds: ids,
      success: (result) => resolve(answersOf(result, ids)),
      fail: () => resolve(null),
    });
  });
}

function answersOf(result, ids) {
  const answers = {};
  ids.forEach((id) => {
    if (typeof result[id] === 'string') answers[id] = result[id];
  });
  return answers;
}

function purposesOf(delivery) {
  return WISHES[delivery] || PARCEL_WISHES;
}

/** Goes on when the promise has settled, whichever way, or the time is up. */
function atMost(milliseconds, promise) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}

module.exports = { ask, prepare, purposesOf };
