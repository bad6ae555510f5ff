const { appId } = require('./config');

/** Where the guest had food brought last. Stays on the phone; the runtime learns it only with an order. */
const KEY = `place:${appId}`;
const PHONE = /^\+?[0-9][0-9 -]{5,18}[0-9]$/;

const EMPTY = { name: '', phone: '', place: '', placeAddress: '', door: '', latitude: null, longitude: null };

function lastPlace() {
  return Object.assign({}, EMPTY, wx.getStorageSync(KEY) || {});
}

function keepPlace(place) {
  wx.setStorage({ key: KEY, data: place });
}

/** The first field that is not filled properly: place, door, name or phone; null when all are. */
function missingField({ latitude, door, name, phone }) {
  if (typeof latitude !== 'number') return 'place';
  if (!door.trim()) return 'door';
  if (!name.trim()) return 'name';
  return PHONE.test(phone.trim()) ? null : 'phone';
}

function pointOf({ latitude, longitude }) {
  return typeof latitude === 'number' ? { latitude, longitude } : null;
}

/** As the runtime takes it. */
function orderAddress({ name, phone, place, placeAddress, door, latitude, longitude }) {
  return {
    name: name.trim(),
    phone: phone.trim(),
    region: (placeAddress || place).slice(0, 100),
    detail: [place, door.trim()].filter(Boolean).join(' ').slice(0, 200),
    latitude,
    longitude,
  };
}

/** WeChat's map. @returns {Promise<object|null>} the fields of the place, or null when nothing was chosen */
function chooseOnMap(from) {
  const start = pointOf(from) || {};
  return new Promise((resolve, reject) => {
    wx.chooseLocation(
      Object.assign({}, start, {
        success: ({ name, address, latitude, longitude }) =>
          resolve({ place: name || address || '', placeAddress: address || name || '', latitude, longitude }),
        fail: ({ errMsg }) => (/cancel/.test(errMsg || '') ? resolve(null) : reject(new Error(errMsg))),
      }),
    );
  });
}

module.exports = { lastPlace, keepPlace, missingField, pointOf, orderAddress, chooseOnMap };
