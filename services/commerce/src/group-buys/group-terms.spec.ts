import { unreachableStates } from '#kernel/machine/state-machine.js';
import type { PricedSku } from '../pricing/price-list.js';
import { deliverySettings } from '../pricing/delivery-settings.js';
import { groupMachine, groupPlaceMachine } from './group-machine.js';
import { quoteInGroup } from './group-prices.js';
import { type GroupOffer, groupPrice, type GroupWish, type JoinedGroup } from './group-terms.js';

const offer: GroupOffer = {
  id: 'offer',
  title: 'Together',
  size: 3,
  hours: 24,
  perShopper: 2,
  left: null,
  isBegun: true,
  isOver: false,
  prices: { tea: 990 },
  bought: 0,
};
const group: JoinedGroup = {
  id: 'g',
  size: 3,
  places: 2,
  paid: 1,
  endsAt: '2030-01-01T00:00:00Z',
  isOpen: true,
  isMember: false,
};
const opening: GroupWish = { skuId: 'tea', quantity: 1 };
const joining: GroupWish = { ...opening, groupId: 'g' };

test('no state of a group or a place is out of reach, and what has ended stays', () => {
  expect(unreachableStates(groupMachine)).toEqual([]);
  expect(unreachableStates(groupPlaceMachine)).toEqual([]);
  expect(groupMachine.isFinal('complete')).toBe(true);
  expect(groupPlaceMachine.canMove('released', 'taken')).toBe(false);
});

describe('the price in a group', () => {
  test.each([
    ['of one’s own', offer, null, opening],
    ['one joins', offer, group, joining],
    ['one joins after the offer is over', { ...offer, isOver: true }, group, joining],
    ['whose SKU is written in capitals', offer, null, { ...opening, skuId: 'TEA' }],
    ['that leaves one for everybody', { ...offer, left: 3 }, null, opening],
    ['that takes the last of the contingent', { ...offer, left: 1 }, group, joining],
  ])('%s is what was announced', (_name, terms, joined, wish) => {
    expect(groupPrice(terms, joined, wish)).toBe(990);
  });

  test.each([
    ['of an offer that is not there', null, null, opening, 'group_buy.not_found'],
    ['before its time', { ...offer, isBegun: false }, null, opening, 'group_buy.not_running'],
    ['after its time', { ...offer, isOver: true }, null, opening, 'group_buy.not_running'],
    ['that is not there', offer, null, joining, 'group_buy.group_not_found'],
    ['that is over', offer, { ...group, isOpen: false }, joining, 'group_buy.group_over'],
    ['that is full', offer, { ...group, places: 3 }, joining, 'group_buy.group_full'],
    ['one is in, full or not', offer, { ...group, places: 3, isMember: true }, joining, 'group_buy.already_in'],
    ['of other goods', offer, null, { ...opening, skuId: 'cup' }, 'request.invalid'],
    [
      'of more than one may have',
      { ...offer, bought: 1 },
      null,
      { ...opening, quantity: 2 },
      'group_buy.limit_reached',
    ],
    ['that could never be complete', { ...offer, left: 2 }, null, opening, 'group_buy.sold_out'],
    ['of more than are left', { ...offer, left: 1 }, group, { ...joining, quantity: 2 }, 'group_buy.sold_out'],
  ])('%s is refused', (_name, terms, joined, wish, code) => {
    expect(() => groupPrice(terms, joined, wish)).toThrow(expect.objectContaining({ code }));
  });
});

describe('an order in a group', () => {
  const sku: PricedSku = {
    skuId: 'tea',
    productId: 'p',
    title: 'Tea',
    optionValues: [],
    imageUrl: null,
    priceFen: 3000,
    stock: 2,
    flashSale: { id: 'sale', title: 'Sale', priceFen: 100, left: 9, perShopper: null, bought: 0 },
  };
  const choice = { id: 'g', name: 'Cooking', minChoices: 1, maxChoices: 1, modifiers: [] };
  const list = {
    sku,
    delivery: deliverySettings({ express: { feeFen: 1000, freeFromFen: 2500 } }),
    offer,
    rates: null,
    joined: null,
    placed: null,
  };

  test('costs the group’s price and delivery for goods of that price; a flash sale changes nothing', () => {
    expect(quoteInGroup(list, { ...opening, quantity: 2 }, { delivery: 'express' })).toMatchObject({
      lines: [
        {
          priceFen: 990,
          listPriceFen: 3000,
          totalFen: 1980,
          netFen: 1980,
          flashSaleId: null,
          adjustments: [{ kind: 'group', title: 'Together', amountFen: -4020, referenceId: 'offer' }],
        },
      ],
      shippingFen: 1000,
      discountFen: 0,
      totalFen: 2980,
      groupPriceFen: 990,
      notices: [],
    });
  });

  test('is never dearer than alone, should the usual price have been lowered since', () => {
    const cheaper = { ...list, sku: { ...sku, priceFen: 500 } };

    expect(quoteInGroup(cheaper, opening, { delivery: 'express' })).toMatchObject({
      subtotalFen: 500,
      groupPriceFen: 990,
    });
  });

  test.each([
    ['not on sale', { ...list, sku: undefined }, '/skuId'],
    ['too few', { ...list, sku: { ...sku, stock: 0 } }, '/quantity'],
    ['not to be had without a choice', { ...list, sku: { ...sku, modifierGroups: [choice] } }, '/skuId'],
  ])('of goods that are %s is refused', (_name, prices, pointer) => {
    expect(() => quoteInGroup(prices, opening, { delivery: 'express' })).toThrow(
      expect.objectContaining({
        code: 'stock.insufficient',
        options: expect.objectContaining({ errors: [expect.objectContaining({ pointer })] }),
      }),
    );
  });
});
