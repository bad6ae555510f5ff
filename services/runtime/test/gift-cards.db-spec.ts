import { GiftCardAdmin } from '#commerce/stored-value/gift-card-admin.js';
import { newId } from '#kernel/identity/ids.js';
import { refusal } from '#testing/refusal.js';
import {
  buyGiftCard,
  listGiftCards,
  newGiftCardCode,
  redeemGiftCard,
} from '../src/stored-value/stored-value.contract.js';
import { merchant } from './paying-scene.js';
import { author, type Holder, WalletScene } from './wallet-scene.js';

const YEAR_MS = 366 * 86_400_000;
let scene: WalletScene;
let cards: GiftCardAdmin;

beforeAll(async () => {
  scene = await WalletScene.open();
  cards = new GiftCardAdmin(scene.paying.world.tenants);
});
afterAll(() => scene.paying.world.stop());
afterEach(async () => {
  expect(await scene.unbalanced()).toEqual([]);
});

const issue = async (more: object = {}) => {
  const startsAt = new Date(Date.now() - 1_000).toISOString();
  const endsAt = new Date(Date.now() + 4 * YEAR_MS).toISOString();
  const draft = { title: '中秋礼品卡', faceFen: 10_000, cards: 2, startsAt, endsAt, ...more };
  const issued = await cards.issue(scene.paying.shop.tenantId, newId(), draft, author);
  return { ...issued, codes: issued.codes ?? [] };
};
const redeem = ({ client }: Holder, code: string) =>
  client.call(redeemGiftCard, { params: scene.params, body: { code } });
const codeOf = (refused: Promise<unknown>) => refusal(refused).then(({ code }) => code);

describe('a card’s code', () => {
  test('brings its value into the balance, however it is typed; the same shopper again finds the same', async () => {
    const holder = await scene.holder();
    const { codes } = await issue();
    const typed = ` ${codes[0]?.toLowerCase().replaceAll('-', ' ')} `;

    expect(await redeem(holder, typed)).toEqual({ addedFen: 10_000, balanceFen: 10_000, bonusFen: 0 });
    expect(await redeem(holder, codes[0] ?? '')).toEqual({ addedFen: 10_000, balanceFen: 10_000, bonusFen: 0 });
    expect(await scene.has(holder)).toEqual([10_000, 0]);
  });

  test('is redeemed once, by one of thirty who try at the same moment', async () => {
    const holders = await Promise.all(Array.from({ length: 15 }, () => scene.paying.world.shopper(scene.paying.shop)));
    const { codes } = await issue({ cards: 1 });
    const tries = [...holders, ...holders].map((client) => redeem({ client, shopperId: '' }, codes[0] ?? ''));

    const outcomes = await Promise.allSettled(tries);

    const entries = await scene.rows(
      `select shopper_id from account_entry e join gift_card g on g.id = e.reference_id where g.state = 'redeemed' and g.tail = $1`,
      [codes[0]?.slice(-4)],
    );
    expect(entries).toHaveLength(1);
    // The winner tried twice.
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  test('is kept as a digest only', async () => {
    const { codes } = await issue();
    const rows = await scene.rows<object>('select * from gift_card');

    expect(codes.every((code) => /^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/.test(code))).toBe(true);
    expect(JSON.stringify(rows)).not.toContain(codes[0]?.replaceAll('-', ''));
  });

  test('guessed wrong five times in an hour blocks the shopper, and nobody else, for the hour', async () => {
    const holder = await scene.holder();
    const { codes } = await issue();

    const guesses = await Promise.all(
      Array.from({ length: 8 }, (_, index) => codeOf(redeem(holder, `AAAA-AAAA-AAAA-AAA${index}`))),
    );

    expect(guesses.filter((code) => code === 'gift_card.unknown')).toHaveLength(5);
    expect(guesses.filter((code) => code === 'gift_card.blocked')).toHaveLength(3);
    expect(await codeOf(redeem(holder, codes[0] ?? ''))).toBe('gift_card.blocked');
    await redeem(await scene.holder(), codes[1] ?? '');
    await scene.rows(
      `update gift_card_attempt set since = now() - interval '61 minutes' where shopper_id = $1 returning wrong`,
      [holder.shopperId],
    );
    await redeem(holder, codes[0] ?? '');
  });

  test('of a stopped batch, one that is over, one to come, and more than one may have', async () => {
    const holder = await scene.holder();
    const stopped = await issue();
    await cards.setState(scene.paying.shop.tenantId, stopped.id, 'stopped', author);
    expect(await codeOf(redeem(holder, stopped.codes[0] ?? ''))).toBe('gift_card.over');

    const later = new Date(Date.now() + 86_400_000).toISOString();
    const coming = await issue({ startsAt: later, endsAt: new Date(Date.now() + 4 * YEAR_MS).toISOString() });
    expect(await codeOf(redeem(holder, coming.codes[0] ?? ''))).toBe('gift_card.not_yet');

    const over = await issue();
    await scene.rows(
      `update gift_card set starts_at = now() - interval '4 years', ends_at = now() where batch_id = $1 returning id`,
      [over.id],
    );
    expect(await codeOf(redeem(holder, over.codes[0] ?? ''))).toBe('gift_card.over');

    await scene.give(holder, 'balance', 495_000);
    expect(await codeOf(redeem(holder, (await issue()).codes[0] ?? ''))).toBe('stored_value.limit');
    expect(await scene.has(holder)).toEqual([495_000, 0]);
  });

  test('of another shop is no code, and words are no code either', async () => {
    const neighbour = await scene.paying.world.shop(null);
    const client = await scene.paying.world.shopper(neighbour);
    const { codes } = await issue();
    const ask = (code: string) => client.call(redeemGiftCard, { params: { appId: neighbour.appId }, body: { code } });

    expect(await codeOf(ask(codes[0] ?? ''))).toBe('gift_card.unknown');
    expect(await codeOf(ask('🎁🎁🎁🎁'))).toBe('gift_card.unknown');
    expect(await codeOf(ask(`'; drop table gift_card; --`))).toBe('gift_card.unknown');
    expect(await codeOf(ask('x'.repeat(65)))).toBe('request.invalid');
    const stranger = scene.paying.world.client();
    await expect(
      refusal(stranger.call(redeemGiftCard, { params: scene.params, body: { code: 'AAAA' } })),
    ).resolves.toMatchObject({ status: 401 });
  });
});

describe('a card bought for somebody', () => {
  const buy = async (buyer: Holder, faceFen = 10_000) =>
    buyer.client.call(buyGiftCard, {
      params: scene.params,
      headers: { 'idempotency-key': newId() },
      body: { faceFen },
    });
  const bought = async ({ client }: Holder) => (await client.call(listGiftCards, { params: scene.params })).items;
  const newCode = ({ client }: Holder, cardId: string) =>
    client.call(newGiftCardCode, { params: { ...scene.params, cardId } });

  test('has a code for its buyer once it is paid, a new one each time, and is redeemed by a friend', async () => {
    const [buyer, friend] = [await scene.holder(), await scene.holder()];
    const { orderId } = await buy(buyer);
    const [card] = await bought(buyer);
    expect(card).toMatchObject({ orderId, state: 'waiting', tail: null });
    expect(await codeOf(newCode(buyer, card!.id))).toBe('gift_card.over');

    await scene.pay(buyer, orderId, 2);
    const first = await newCode(buyer, card!.id);
    const second = await newCode(buyer, card!.id);
    expect(await codeOf(redeem(friend, first.code))).toBe('gift_card.unknown');
    await redeem(friend, second.code);

    expect(await scene.has(friend)).toEqual([10_000, 0]);
    expect(await bought(buyer)).toMatchObject([{ state: 'redeemed', tail: second.code.slice(-4) }]);
    expect(await codeOf(newCode(buyer, card!.id))).toBe('gift_card.over');
    expect(await codeOf(newCode(friend, card!.id))).toBe('gift_card.not_found');
  });

  test('is given back whole while nobody has redeemed it, and never after', async () => {
    const { tenantId } = scene.paying.shop;
    const buyer = await scene.holder();
    const returned = await buy(buyer);
    await scene.pay(buyer, returned.orderId);
    const [card] = await bought(buyer);
    const { code } = await newCode(buyer, card!.id);
    await expect(
      scene.paying.refunds.create(tenantId, returned.orderId, { amountFen: 1, reason: 'x', actor: merchant }),
    ).rejects.toMatchObject({ code: 'order.not_refundable' });
    await scene.paying.refunds.create(tenantId, returned.orderId, { reason: 'x', actor: merchant });
    expect(await codeOf(redeem(await scene.holder(), code))).toBe('gift_card.over');

    const redeemed = await buy(buyer);
    await scene.pay(buyer, redeemed.orderId);
    const [next] = await bought(buyer);
    await redeem(await scene.holder(), (await newCode(buyer, next!.id)).code);
    await expect(
      scene.paying.refunds.create(tenantId, redeemed.orderId, { reason: 'x', actor: merchant }),
    ).rejects.toMatchObject({ code: 'gift_card.redeemed_already' });
  });

  test('is one of those offered', async () => {
    expect(await codeOf(buy(await scene.holder(), 9_999))).toBe('top_up.amount_refused');
  });
});
