const { appId } = require('./config');

/** Stays on the phone; the runtime learns an address only with an order. */
const KEY = `address:${appId}`;
const PHONE = /^\+?[0-9][0-9 -]{5,18}[0-9]$/;

const EMPTY = { name: '', phone: '', region: [], detail: '' };

function lastAddress() {
  return Object.assign({}, EMPTY, wx.getStorageSync(KEY) || {});
}

function keepAddress(address) {
  wx.setStorage({ key: KEY, data: address });
}

/** The first field that is not filled properly: name, phone, region or detail; null when all are. */
function missingField(address) {
  if (!address.name.trim()) return 'name';
  if (!PHONE.test(address.phone.trim())) return 'phone';
  if (address.region.length === 0) return 'region';
  return address.detail.trim() ? null : 'detail';
}

/** The address as the runtime takes it; WeChat's picker repeats a municipality's name, which reads twice. */
function orderAddress(address) {
  const region = address.region.filter((part, index, parts) => part && part !== parts[index - 1]).join(' ');
  return { name: address.name.trim(), phone: address.phone.trim(), region, detail: address.detail.trim() };
}

module.exports = { lastAddress, keepAddress, missingField, orderAddress };
