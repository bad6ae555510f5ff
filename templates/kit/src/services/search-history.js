const { appId } = require('./config');

const KEY = `searches:${appId}`;
const MOST = 12;

/** What this phone searched for, newest first. */
function searches() {
  return wx.getStorageSync(KEY) || [];
}

function remember(words) {
  const kept = [words].concat(searches().filter((earlier) => earlier !== words)).slice(0, MOST);
  wx.setStorage({ key: KEY, data: kept });
  return kept;
}

function forget() {
  wx.removeStorage({ key: KEY });
  return [];
}

module.exports = { searches, remember, forget };
