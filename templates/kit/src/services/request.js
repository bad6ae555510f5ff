const { base } = require('./config');
const serverTime = require('./server-time');
const { language, text } = require('../i18n/index');

const TIMEOUT_MS = 15000;
const RETRY_AFTER_MS = 400;

/**
 * Calls the runtime.
 *
 * @param {{path: string, method?: string, data?: object, header?: object, token?: string}} options
 * @returns {Promise<{status: number, data: any, header: object}>}
 * @throws {ApiError} with the problem's `detail` as its message
 */
function request(options) {
  const method = options.method || 'GET';
  // A read that never arrived may be repeated; a write may have been carried out, so it is left to its caller.
  return send(options, method).catch((error) => {
    if (method !== 'GET' || error.status !== 0) throw error;
    return wait(RETRY_AFTER_MS).then(() => send(options, method));
  });
}

function send(options, method) {
  const header = Object.assign({ 'accept-language': language() }, options.header);
  if (method !== 'GET' && !header['content-type']) header['content-type'] = 'application/json';
  if (options.token) header.authorization = `Bearer ${options.token}`;

  return new Promise((resolve, reject) => {
    wx.request({
      url: base + options.path,
      method,
      data: options.data,
      header,
      timeout: TIMEOUT_MS,
      success(response) {
        const status = response.statusCode;
        serverTime.learn(response.header || {});
        if (status < 400) resolve({ status, data: response.data, header: response.header || {} });
        else reject(new ApiError(status, problemOf(response.data)));
      },
      fail() {
        reject(new ApiError(0, { code: 'network', detail: text('state.network') }));
      },
    });
  });
}

/** A refusal by the runtime (RFC 9457), or `status` 0 when it could not be reached. */
class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || text('state.failed'));
    this.status = status;
    this.code = problem.code || '';
    this.errors = problem.errors || [];
    this.problem = problem;
  }
}

/** A proxy in between may answer a page of HTML, which says nothing to a shopper. */
function problemOf(body) {
  return body && typeof body === 'object' ? body : {};
}

function wait(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

module.exports = { request, ApiError };
