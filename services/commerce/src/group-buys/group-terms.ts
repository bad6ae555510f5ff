import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';

/** A group buy as one shopper meets it. */
export interface GroupOffer {
  readonly id: string;
  readonly title: string;
  readonly size: number;
  readonly hours: number;
  /** Articles, in all groups together. */
  readonly perShopper: number;
  /** Of the contingent; null without one. */
  readonly left: number | null;
  readonly isBegun: boolean;
  readonly isOver: boolean;
  /** Fen by SKU. */
  readonly prices: Readonly<Record<string, number>>;
  /** Articles this shopper has of it, paid or about to be. */
  readonly bought: number;
}

/** A group that was named, as one shopper meets it. */
export interface JoinedGroup {
  readonly id: string;
  readonly size: number;
  readonly places: number;
  readonly paid: number;
  readonly endsAt: string;
  readonly isOpen: boolean;
  readonly isMember: boolean;
}

export interface GroupWish {
  readonly skuId: string;
  readonly quantity: number;
  /** Missing: a group of one's own is opened. */
  readonly groupId?: string;
}

/**
 * What one article costs this shopper in the group, or why it cannot be had so. What is said here is made sure of by `place_group_order`.
 * @throws Problem group_buy.not_found, group_buy.not_running, group_buy.group_over, group_buy.group_full, group_buy.already_in,
 * group_buy.limit_reached, group_buy.sold_out, request.invalid for a SKU that is not in the offer
 */
export function groupPrice(offer: GroupOffer | null, group: JoinedGroup | null, wish: GroupWish): number {
  if (!offer) throw new Problem('group_buy.not_found');
  if (wish.groupId === undefined) {
    if (!offer.isBegun || offer.isOver) throw new Problem('group_buy.not_running');
  } else {
    if (!group) throw new Problem('group_buy.group_not_found');
    // First what is theirs already: a full group of one's own is not "full".
    if (group.isMember) throw new Problem('group_buy.already_in');
    if (!group.isOpen) throw new Problem('group_buy.group_over');
    if (group.places >= group.size) throw new Problem('group_buy.group_full');
  }
  const priceFen = offer.prices[wish.skuId.toLowerCase()];
  if (priceFen === undefined) throw new Problem('request.invalid', { errors: [fault('/skuId', 'unknown', NOT_IN_IT)] });
  if (offer.bought + wish.quantity > offer.perShopper) {
    throw new Problem('group_buy.limit_reached', {
      params: { limit: offer.perShopper },
      errors: [fault('/quantity', 'limit', mostOf(Math.max(0, offer.perShopper - offer.bought)))],
    });
  }
  // Whoever opens a group leaves one for everybody who is to join.
  const others = wish.groupId === undefined ? offer.size - 1 : 0;
  if (offer.left !== null && wish.quantity + others > offer.left) throw new Problem('group_buy.sold_out');
  return priceFen;
}

const NOT_IN_IT: Text = { zh: '该规格不参加此拼团', en: 'is not part of this group buy' };

function mostOf(count: number): Text {
  return { zh: `您还可以买 ${count} 件`, en: `you can have ${count} more` };
}

function fault(pointer: string, code: string, detail: Text): ProblemFault {
  return { pointer, code, detail };
}
