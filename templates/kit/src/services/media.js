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

module.exports = { mediaUrl };
