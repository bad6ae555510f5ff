const { fill } = require('../i18n/index');

/*
 * Tries that friends bring. Nothing is asked of anybody: who sends no link draws like everybody else, and a friend decides by a tap of
 * their own whether to bring one. WeChat forbids rewards for the sending itself.
 */

/** The words beside the link, or null when there is nothing to say. @param share of the shopper's own tries */
function shownSharing(share, t) {
  if (!share) return null;
  const { each, gained, most, mostDaily } = share;
  return {
    words: fill(t.friendsBring, { each }),
    count: fill(mostDaily === null ? t.friendsSoFar : t.friendsSoFarDaily, { gained, most, daily: mostDaily }),
    full: gained >= most,
  };
}

/** The rule as published. */
function sharingRule({ triesPerShare, maxShareTries, maxShareTriesDaily }, t) {
  if (!triesPerShare) return '';
  const values = { each: triesPerShare, most: maxShareTries, daily: maxShareTriesDaily };
  return fill(maxShareTriesDaily === null ? t.ruleFriends : t.ruleFriendsDaily, values);
}

/** Where a link to the draw leads. */
function drawLink(page, drawId, share) {
  return `${page}?id=${encodeURIComponent(drawId)}${share ? `&share=${share.token}` : ''}`;
}

module.exports = { shownSharing, sharingRule, drawLink };
