const { appId } = require('./config');
const { tableWords } = require('./table-words');

const KEY = `dining:${appId}`;
/** A meal is over by then: who opens the shop again is not at that table any more. */
const TABLE_MS = 3 * 60 * 60 * 1000;

const kept = wx.getStorageSync(KEY) || {};

/** How the guest wants to eat: `dineIn`, `takeaway`, `local`, or '' while they have not said. */
function kind() {
  return kept.kind || '';
}

function choose(chosen) {
  kept.kind = chosen;
  keep();
}

/** @returns {{id: string, area: string, name: string}|null} the table whose code was scanned a while ago */
function table() {
  return kept.table && Date.now() - kept.scannedAt < TABLE_MS ? kept.table : null;
}

/** The guest sits down. */
function sitDown(found) {
  kept.table = { id: found.id, area: found.area, name: found.name };
  kept.scannedAt = Date.now();
  choose('dineIn');
}

/** Where the guest sits, or an empty text. */
function tableName() {
  const found = table();
  return found ? tableWords(found) : '';
}

function keep() {
  wx.setStorage({ key: KEY, data: kept });
}

module.exports = { kind, choose, table, sitDown, tableName };
