const { localTime } = require('./dates');

/** A reader's own comment as the list draws it. @param t texts of `comments` */
function shownOwn(comment, t) {
  return {
    id: comment.id,
    text: comment.text || '',
    reply: comment.reply || '',
    time: localTime(comment.createdAt),
    note: comment.state === 'shown' ? '' : t[comment.state] || '',
  };
}

/** Those that still have words, the newest first. */
function shownOwns(comments, t) {
  return comments.filter(({ text }) => text).map((comment) => shownOwn(comment, t));
}

module.exports = { shownOwn, shownOwns };
