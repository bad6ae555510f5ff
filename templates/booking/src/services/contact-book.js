const { appId } = require('./config');

const KEY = `booking-contact:${appId}`;

/** Name and number given last time, kept on the phone only. */
function lastContact() {
  return wx.getStorageSync(KEY) || { name: '', phone: '' };
}

function keepContact(contact) {
  wx.setStorage({ key: KEY, data: contact });
}

/** @returns {'name'|'phone'|''} the first field that is missing or cannot be right */
function missingContact({ name, phone }) {
  if (!name.trim()) return 'name';
  return /^[0-9+ -]{5,20}$/.test(phone.trim()) ? '' : 'phone';
}

module.exports = { lastContact, keepContact, missingContact };
