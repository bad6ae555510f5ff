const { origin, base } = require('./config');

/**
 * The address of a picture from the catalogue or the settings, or an empty string when there is none to show.
 * `https://…` stays; `/…` is a path on the runtime; `media/…` and `avatars/…` are this applet's own. A reference the runtime
 * has not turned into an address yet (`template:…`) shows the placeholder.
 */
function mediaUrl(reference) {
  if (!reference) return '';
  if (/^https?:\/\//.test(reference)) return reference;
  if (reference.charAt(0) === '/') return origin + reference;
  return /^(media|avatars)\//.test(reference) ? `${base}/${reference}` : '';
}

/**
 * The address of the smallest copy of a picture that fills `rpx` on this screen; of the picture itself where there is none.
 *
 * @param {number[]} [renditions] widths of the copies there are, as the runtime lists them
 */
function smallerUrl(reference, renditions, rpx) {
  const [, digest] = /^media\/([0-9a-f]{64})\.[a-z]+$/.exec(reference || '') || [];
  const fitting = (renditions || []).filter((width) => width >= rpx * pixelsPerRpx());
  if (!digest || !rpx || fitting.length === 0) return mediaUrl(reference);
  return mediaUrl(`media/${digest}-${Math.min(...fitting)}.jpg`);
}

let pixels = 0;

function pixelsPerRpx() {
  if (!pixels) {
    const { windowWidth, pixelRatio } = wx.getWindowInfo ? wx.getWindowInfo() : wx.getSystemInfoSync();
    pixels = ((windowWidth || 375) * (pixelRatio || 2)) / 750;
  }
  return pixels;
}

module.exports = { mediaUrl, smallerUrl };
