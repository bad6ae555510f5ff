const MOST_TOGETHER = 5;

/**
 * The coupons that are named once this one is tapped: tapped again it is left out; one that is used alone takes the place of all others,
 * and of one kind there is one.
 *
 * @param {object[]} offers `couponOffers` of a quote
 * @param {string[]} named claims named so far
 */
function toggled(offers, named, claimId) {
  if (named.indexOf(claimId) >= 0) return named.filter((id) => id !== claimId);
  const tapped = offerOf(offers, claimId);
  if (!tapped) return named;
  if (!tapped.stackable) return [claimId];
  const kept = named.filter((id) => {
    const other = offerOf(offers, id);
    return other && other.stackable && other.couponId !== tapped.couponId;
  });
  return kept.concat(claimId).slice(-MOST_TOGETHER);
}

function offerOf(offers, claimId) {
  return offers.filter((offer) => offer.claimId === claimId)[0];
}

module.exports = { toggled };
