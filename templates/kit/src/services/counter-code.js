const couponApi = require('./coupon-api');

/** A code is good for two minutes; the next one is on the screen after one, so that what staff have just scanned stays good. */
const RENEW_MS = 60 * 1000;
const ASK_MS = 2 * 1000;

/**
 * Keeps the code of a coupon fresh and hears when it was taken, as long as it is `start`ed.
 *
 * @param {string} claimId
 * @param {{code: function, coupon: function, fault: function}} on `code({code, picture})` whenever there is another,
 * `coupon(claim)` whenever it was asked for, `fault(error)` when the code cannot be shown
 */
function counterCode(claimId, on) {
  let timer = 0;
  let shownAt = 0;
  let asking = false;

  function renew() {
    shownAt = Date.now();
    return couponApi.code(claimId).then(on.code, (error) => {
      shownAt = 0;
      on.fault(error);
    });
  }

  function ask() {
    if (asking) return;
    asking = true;
    couponApi
      .coupon(claimId)
      .then(on.coupon, () => {
        // The network is away for a moment; the code on the screen is still good.
      })
      .then(() => {
        asking = false;
      });
    if (shownAt > 0 && Date.now() - shownAt >= RENEW_MS) renew();
  }

  return {
    start() {
      if (timer) return;
      renew();
      timer = setInterval(ask, ASK_MS);
    },
    stop() {
      clearInterval(timer);
      timer = 0;
      shownAt = 0;
    },
  };
}

/** Twelve digits in groups of four, for whoever types them. */
function grouped(code) {
  return code.replace(/(\d{4})(?=\d)/g, '$1 ');
}

module.exports = { counterCode, grouped };
