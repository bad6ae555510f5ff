const { fill } = require('../i18n/index');

/** More faces than this do not help anybody. */
const MOST_FACES = 10;

/**
 * A group as it is drawn: what it waits for, and a circle for every place. `t` are the texts of `groupBuy`.
 *
 * @returns {{id: string, state: string, headline: string, hint: string, endsAt: string, full: boolean, faces: object[], more: number}}
 */
function shownGroup(group, t) {
  const missing = group.size - group.joined;
  const open = group.state === 'open';
  const shown = Math.min(group.size, MOST_FACES);
  const faces = [];
  for (let place = 0; place < shown; place += 1) faces.push(faceOf(group.members[place], place));
  return {
    id: group.id,
    state: group.state,
    headline: open ? fill(t.toGo, { count: missing }) : t.states[group.state],
    hint: open ? (group.free > 0 ? t.openHint : t.paying) : t.hints[group.state],
    endsAt: open ? group.endsAt : '',
    full: !open || group.free < 1,
    faces,
    more: group.size - shown,
  };
}

/** A row of the list of groups one can join. */
function joinableGroup(group, t) {
  const [opener] = group.members;
  return {
    id: group.id,
    name: (opener && opener.name) || t.somebody,
    face: faceOf(opener, 0),
    missing: fill(t.toGo, { count: group.size - group.joined }),
    endsAt: group.endsAt,
  };
}

function faceOf(member, place) {
  if (!member) return { place, empty: true, avatarUrl: '', letter: '' };
  return {
    place,
    empty: false,
    isOpener: member.isOpener,
    avatarUrl: member.avatarUrl || '',
    letter: (member.name || '').slice(0, -2),
  };
}

/** What a group says on an order: `null` when the order is in none. `t` are the texts of `order`. */
function groupOfOrder(order, t) {
  const { groupBuy } = order;
  if (!groupBuy) return null;
  const { groupBuyId, groupId, state, size, joined } = groupBuy;
  const counts = { size, joined, missing: size - joined };
  const paid = order.state === 'paid' || order.state === 'refunded';
  return {
    title: fill(t.groupTitles[state], counts),
    words: state === 'open' ? fill(t.groupMissing, counts) : '',
    action: paid ? (state === 'open' ? t.groupInvite : t.groupLook) : '',
    query: { id: groupBuyId, group: groupId },
  };
}

module.exports = { shownGroup, joinableGroup, groupOfOrder };
