const { request } = require('./request');
const { appId } = require('./config');
const { text } = require('../i18n/index');

/** Another applet's token would be refused, so a developer tool that switches AppIDs keeps them apart. */
const KEY = `session:${appId}`;
const EARLY_MS = 60 * 1000;

let session = wx.getStorageSync(KEY) || null;
let loggingIn = null;

/**
 * Calls the runtime as the shopper, logging in silently when needed. A token that was refused (expired, revoked,
 * keys rotated) is replaced once; a second refusal is the caller's.
 */
function authorized(options) {
  return token()
    .then((value) => request(Object.assign({}, options, { token: value })))
    .catch((error) => {
      if (error.status !== 401) throw error;
      forget();
      return token().then((value) => request(Object.assign({}, options, { token: value })));
    });
}

/** Whether a shopper has been here before; says nothing about whether the token still holds. */
function hasToken() {
  return session !== null;
}

function token() {
  if (session && Date.parse(session.expiresAt) - EARLY_MS > Date.now()) return Promise.resolve(session.token);
  // Pages that open together share one log-in: a code is good for one exchange only.
  if (!loggingIn) {
    loggingIn = logIn().then(
      (value) => {
        loggingIn = null;
        return value;
      },
      (error) => {
        loggingIn = null;
        throw error;
      },
    );
  }
  return loggingIn;
}

function logIn() {
  return loginCode()
    .then((code) => request({ path: '/login', method: 'POST', data: { code } }))
    .then(({ data }) => {
      session = { token: data.token, expiresAt: data.expiresAt };
      wx.setStorageSync(KEY, session);
      return session.token;
    });
}

function loginCode() {
  return new Promise((resolve, reject) => {
    wx.login({
      success: (result) => (result.code ? resolve(result.code) : reject(new Error(text('state.login')))),
      fail: () => reject(new Error(text('state.login'))),
    });
  });
}

function forget() {
  session = null;
  wx.removeStorageSync(KEY);
}

module.exports = { authorized, hasToken };
