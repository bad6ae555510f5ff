import { ContentCheckAdmin } from '#commerce/content-checks/content-check-admin.js';
import { ContentCheckStep } from '#commerce/content-checks/content-check-step.js';
import { MediaVerdicts } from '#commerce/content-checks/media-verdicts.js';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { ReviewAdmin } from '#commerce/reviews/review-admin.js';
import { ReviewPictureDropping } from '#commerce/reviews/review-jobs.js';
import { listReviews as readReviews } from '#commerce/reviews/review-list.js';
import { reviewPicturePath } from '#commerce/reviews/review-pictures.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { ContentSecurityClient } from '#kernel/wechat/content-security-client.js';
import { listReviews, reportReview, withdrawReview } from '../src/reviews/reviews.contract.js';
import { AfterSaleScene } from './after-sale-scene.js';
import { answering, MEDIA_CHECK, received, TEXT_CHECK, verdict } from './wechat-of-applet.js';

let scene: AfterSaleScene;
let step: ContentCheckStep;
let verdicts: MediaVerdicts;
let staff: { readonly reviews: ReviewAdmin; readonly contents: ContentCheckAdmin };
let dropping: ReviewPictureDropping;
const editor = { actor: { kind: 'system', name: 'test' } as const, requestId: 'r' };

beforeAll(async () => {
  scene = await AfterSaleScene.open();
  const { app, tenants } = scene.world;
  const objects = app.get(ObjectStore);
  step = new ContentCheckStep(tenants, app.get(ContentSecurityClient), objects, app.get(CommerceSettings));
  verdicts = new MediaVerdicts(tenants, step);
  staff = { reviews: new ReviewAdmin(tenants), contents: new ContentCheckAdmin(tenants, objects) };
  dropping = new ReviewPictureDropping(tenants, objects);
});
afterAll(() => scene.world.stop());
beforeEach(() => scene.reset());

/** What a stranger reads now; past the cache, which may be five seconds old. */
async function shown(line = 0, over: { stars?: number; pictures?: boolean } = {}) {
  const filter = {
    productId: scene.goods[line]?.productId ?? '',
    stars: null,
    pictures: false,
    cursor: undefined,
    limit: 50,
    ...over,
  };
  return readReviews(scene.world.app.get(TenantPool), scene.tenantId, filter);
}

/** The product's tally beside what its reviews add up to. */
async function requireExactTally(): Promise<void> {
  const rows = await scene.world.rows(
    scene.shop,
    `select t.product_id from review_tally t
     where (t.reviews, t.stars_total, t.with_pictures) is distinct from (
       select (count(*)::int, coalesce(sum(stars), 0)::int, (count(*) filter (where pictures > 0))::int) from review r
       where r.product_id = t.product_id and r.state = 'shown')
       or (select sum(n)::int from unnest(t.by_stars) n) <> t.reviews`,
  );
  expect(rows).toEqual([]);
}

describe('a review', () => {
  test('of what was received is shown to everybody with its stars, emoji and right-to-left words', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper);
    const text = '<b>好茶</b> 🍵 ‏مرحبا\n第二行';

    const own = await scene.review(shopper, orderId, { text: `  ${text} `, stars: 4 });

    expect(own).toMatchObject({ state: 'shown', stars: 4, text, pictures: [] });
    expect(received(scene.world, TEXT_CHECK)).toMatchObject([{ content: text, scene: 2 }]);
    const params = { ...scene.params, productId: scene.goods[0]?.productId ?? '' };
    const page = await scene.world.client().call(listReviews, { params });
    expect(page.items).toMatchObject([{ text, stars: 4, optionValues: ['50 克'], nickname: null, reply: null }]);
    expect(page.tally).toEqual({ reviews: 1, average: 4, withPictures: 0, byStars: [0, 0, 0, 1, 0] });
    await requireExactTally();
  });

  test('tapped ten times at once is one; another one of the same line is refused, the other line is free', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper);
    const taps = await Promise.all(
      Array.from({ length: 10 }, () => scene.review(shopper, orderId, { text: '一口气' })),
    );

    expect(new Set(taps.map(({ id }) => id)).size).toBe(1);
    expect(received(scene.world, TEXT_CHECK)).toHaveLength(1);
    await expect(scene.review(shopper, orderId, { text: '再说一句' })).rejects.toMatchObject({
      status: 409,
      problem: { code: 'review.already_written' },
    });
    expect(await scene.review(shopper, orderId, { line: 1, stars: 3 })).toMatchObject({ state: 'shown', text: null });
    const { lines } = await scene.reviewsOf(shopper, orderId);
    expect(lines.map(({ review }) => review?.stars)).toEqual([5, 3]);
    await requireExactTally();
  });

  test.each([
    ['not paid', { state: 'pending', fulfilment: 'unfulfilled' }],
    ['on its way', { fulfilment: 'shipped' }],
    ['not sent', { fulfilment: 'unfulfilled' }],
    ['refunded', { state: 'refunded' }],
  ] as const)('of an order that is %s is refused before WeChat is asked', async (_name, facts) => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper, facts);

    await expect(scene.review(shopper, orderId, { text: '早了' })).rejects.toMatchObject({
      status: 409,
      problem: { code: 'review.not_yet' },
    });
    expect(received(scene.world, TEXT_CHECK)).toEqual([]);
    expect(await scene.reviewsOf(shopper, orderId)).toMatchObject({ reviewable: false });
  });

  test('of what was fetched at the shop is written at once', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper, { fulfilment: 'shipped', delivery: 'pickup' });

    expect(await scene.review(shopper, orderId, {})).toMatchObject({ state: 'shown' });
  });

  test("of a stranger's order, a neighbour's shop, or without log-in is refused", async () => {
    const [shopper, other] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
    const { orderId } = await scene.bought(shopper);
    const neighbour = await scene.world.shopper(scene.neighbour);

    await expect(scene.review(other, orderId, {})).rejects.toMatchObject({
      status: 404,
      problem: { code: 'order.not_found' },
    });
    await expect(scene.reviewsOf(other, orderId)).rejects.toMatchObject({ status: 404 });
    await expect(scene.review(scene.world.client(), orderId, {})).rejects.toMatchObject({ status: 401 });
    await expect(scene.review(neighbour, orderId, {})).rejects.toMatchObject({ status: 401 });
  });

  test.each([
    ['no stars', { stars: 0 }, '/stars'],
    ['six stars', { stars: 6 }, '/stars'],
    ['half a star', { stars: 4.5 }, '/stars'],
    ['a novel', { text: '长'.repeat(501) }, '/text'],
    ['control characters', { text: 'a\u0007b' }, '/text'],
    ['seven pictures', { pictures: Array.from({ length: 7 }, (_, n) => `${String(n).repeat(32)}.png`) }, '/pictures'],
    ['a picture by a path', { pictures: ['../avatars/x.png'] }, '/pictures/0'],
    ['a line that is none', { line: -1 }, '/line'],
  ])('with %s is refused, and the field named', async (_name, body, pointer) => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper);

    await expect(scene.review(shopper, orderId, body)).rejects.toMatchObject({
      status: 400,
      problem: { errors: [expect.objectContaining({ pointer })] },
    });
  });

  test('of a line the order has not is refused', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper);

    await expect(scene.review(shopper, orderId, { line: 2 })).rejects.toMatchObject({
      status: 422,
      problem: { code: 'review.line_unknown', errors: [{ pointer: '/line' }] },
    });
  });

  test('that WeChat refuses is written nowhere, and can be said in other words', async () => {
    answering(scene.world, { [TEXT_CHECK]: verdict('risky') });
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper);
    await expect(scene.review(shopper, orderId, { text: '坏话' })).rejects.toMatchObject({
      status: 422,
      problem: { code: 'content.refused', errors: [{ pointer: '/text' }] },
    });
    expect(await scene.world.rows(scene.shop, `select 1 from review where words = '坏话'`)).toEqual([]);

    scene.reset();
    expect(await scene.review(shopper, orderId, { text: '好话' })).toMatchObject({ state: 'shown' });
  });

  test.each([
    ['passed', 'shown'],
    ['refused', 'refused'],
  ] as const)('that waits for the staff and is %s is %s', async (decision, state) => {
    answering(scene.world, { [TEXT_CHECK]: verdict('review') });
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper);
    const { id } = await scene.review(shopper, orderId, { text: `待定 ${decision}` });
    expect((await shown()).items.map((item) => item.id)).not.toContain(id);
    const held = await staff.reviews.list(scene.tenantId, {
      after: null,
      limit: 50,
      state: 'held',
      productId: null,
      mostStars: null,
      reported: false,
    });
    const checkId = held.find((review) => review.id === id)?.checkIds[0] ?? '';
    expect(
      (await staff.contents.listHeld(scene.tenantId, null, 50)).find((content) => content.id === checkId),
    ).toMatchObject({ field: 'review', orderId });

    await staff.contents.decide(scene.tenantId, checkId, decision, editor);

    expect((await scene.reviewsOf(shopper, orderId)).lines[0]?.review).toMatchObject({ state });
    expect((await shown()).items.some((item) => item.id === id)).toBe(state === 'shown');
    await requireExactTally();
  });

  test('is taken back by its writer alone, counts no more, and may be written anew', async () => {
    const [shopper, other] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
    const { orderId } = await scene.bought(shopper);
    const { id } = await scene.review(shopper, orderId, { text: '收回', stars: 1 });
    const params = { ...scene.params, reviewId: id };

    await expect(other.call(withdrawReview, { params })).rejects.toMatchObject({ status: 404 });
    await shopper.call(withdrawReview, { params });
    await shopper.call(withdrawReview, { params });
    expect((await shown()).items.map((item) => item.id)).not.toContain(id);
    expect(await scene.world.rows(scene.shop, `select 1 from review where words = '收回'`)).toEqual([]);
    await requireExactTally();

    expect(await scene.review(shopper, orderId, { text: '重新说', stars: 5 })).toMatchObject({ state: 'shown' });
    await requireExactTally();
  });

  test('says who wrote it only when its writer wants that', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    await scene.world.rows(
      scene.shop,
      `update shopper set nickname = '小林' where id = (select id from shopper order by id desc limit 1) returning id`,
    );
    const { orderId } = await scene.bought(shopper);
    const named = await scene.review(shopper, orderId, { line: 0 });
    const unnamed = await scene.review(shopper, orderId, { line: 1, anonymous: true });

    expect((await shown(0)).items.find(({ id }) => id === named.id)?.nickname).toBe('小林');
    expect((await shown(1)).items.find(({ id }) => id === unnamed.id)?.nickname).toBeNull();
  });

  test('of many shoppers at once, hidden and shown meanwhile, is counted exactly', async () => {
    const written = await Promise.all(
      Array.from({ length: 24 }, async (_, n) => {
        const shopper = await scene.world.shopper(scene.shop);
        const { orderId } = await scene.bought(shopper);
        const { id } = await scene.review(shopper, orderId, { stars: 1 + (n % 5) });
        if (n % 3 === 0) await staff.reviews.hide(scene.tenantId, id, '广告', editor);
        if (n % 6 === 0) await staff.reviews.show(scene.tenantId, id, editor);
        return id;
      }),
    );

    await requireExactTally();
    const page = await shown();
    expect(page.items.filter(({ id }) => written.includes(id))).toHaveLength(20);
    expect((await shown(0, { stars: 2 })).items.every(({ stars }) => stars === 2)).toBe(true);
  });

  test('is reported once per shopper, answered and hidden by the staff', async () => {
    const [shopper, reader] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
    const { orderId } = await scene.bought(shopper);
    const { id } = await scene.review(shopper, orderId, { text: '加微信 123' });
    const params = { ...scene.params, reviewId: id };
    for (let n = 0; n < 3; n += 1) await reader.call(reportReview, { params, body: { reason: 'advertising' } });
    await expect(
      reader.call(reportReview, { params: { ...params, reviewId: newId() }, body: { reason: 'other' } }),
    ).rejects.toMatchObject({ status: 404 });

    const reported = { after: null, limit: 50, state: null, productId: null, mostStars: null, reported: true };
    expect(await staff.reviews.list(scene.tenantId, reported)).toMatchObject([{ id, reports: 1 }]);
    await staff.reviews.reply(scene.tenantId, id, '感谢支持', editor);
    expect((await shown()).items.find((item) => item.id === id)).toMatchObject({ reply: '感谢支持' });
    expect(await staff.reviews.hide(scene.tenantId, id, '广告', editor)).toMatchObject({
      state: 'hidden',
      hiddenReason: '广告',
    });
    await expect(staff.reviews.reply(scene.tenantId, id, '再说', editor)).rejects.toMatchObject({
      code: 'review.state_conflict',
    });
    await expect(staff.reviews.hide(scene.neighbour.tenantId, id, 'x', editor)).rejects.toMatchObject({
      code: 'review.not_found',
    });

    // What its writer has taken back cannot be shown again.
    await shopper.call(withdrawReview, { params });
    await expect(staff.reviews.show(scene.tenantId, id, editor)).rejects.toMatchObject({
      code: 'review.state_conflict',
    });
  });
});

describe('a picture of a review', () => {
  const png = (mark: string) => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(mark)]);
  let sent = 0;

  async function send(shopper: ApiClient, body: Buffer | null = null, contentType = 'image/png') {
    sent += 1;
    const token =
      (shopper as unknown as { options: { headers: Record<string, string> } }).options.headers['authorization'] ?? '';
    const response = await fetch(`${scene.world.url}/a/${scene.shop.appId}/review-pictures`, {
      method: 'POST',
      headers: { authorization: token, 'content-type': contentType },
      body: new Uint8Array(body ?? png(`picture ${sent}`)),
    });
    return { status: response.status, ...((await response.json()) as { file: string; url: string; code?: string }) };
  }
  const look = async (file: string, appId: string = scene.shop.appId) =>
    (await fetch(`${scene.world.url}/a/${appId}/review-pictures/${file}`)).status;
  /** WeChat is asked about it by the worker, and answers by its push. */
  async function judge(file: string, suggestion: 'pass' | 'risky'): Promise<void> {
    const traceId = `trace of ${file}`;
    answering(scene.world, {
      [MEDIA_CHECK]: { errcode: 0, errmsg: 'ok', trace_id: traceId },
      [TEXT_CHECK]: verdict('pass'),
    });
    const [check] = await scene.world.rows<{ id: string }>(
      scene.shop,
      `select id from content_check where field = 'review_picture' and content = $1`,
      [file],
    );
    await step.handle({ tenantId: scene.tenantId, checkId: check?.id ?? '' });
    const push = {
      kind: 'mediaChecked',
      dedupKey: traceId,
      createdAt: new Date(0),
      userName: 'gh_1',
      traceId,
      errcode: 0,
      suggestion,
      label: 0,
    } as const;
    expect(await verdicts.handle(scene.tenantId, scene.shop.appId, push)).toBeNull();
  }

  test('holds its review back until WeChat has agreed; the refused one is left out and deleted', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper);
    const [good, bad] = [(await send(shopper)).file, (await send(shopper)).file];
    expect(await scene.review(shopper, orderId, { text: '有图', pictures: [good, bad] })).toMatchObject({
      state: 'held',
      pictures: [{ file: good, state: 'checking' }, { file: bad }],
    });

    await judge(bad, 'risky');
    expect((await scene.reviewsOf(shopper, orderId)).lines[0]?.review).toMatchObject({ state: 'held' });
    await judge(good, 'pass');

    const mine = (await scene.reviewsOf(shopper, orderId)).lines[0]?.review;
    expect(mine).toMatchObject({ state: 'shown', pictures: [{ file: good, state: 'passed' }] });
    expect((await shown(0, { pictures: true })).items).toMatchObject([{ pictures: [`review-pictures/${good}`] }]);
    expect([await look(good), await look(bad), await look(good, scene.neighbour.appId)]).toEqual([200, 404, 404]);
    await requireExactTally();

    const due = await scene.world.rows<{ id: string }>(
      scene.shop,
      'select id from review_picture where drop_at <= now()',
    );
    for (const { id } of [...due, ...due]) await dropping.handle({ tenantId: scene.tenantId, pictureId: id });
    expect(await scene.world.app.get(ObjectStore).exists(reviewPicturePath(scene.tenantId, bad))).toBe(false);
    expect(await scene.world.rows(scene.shop, 'select 1 from review_picture where file = $1', [bad])).toEqual([]);

    await shopper.call(withdrawReview, { params: { ...scene.params, reviewId: mine?.id ?? '' } });
    expect(await look(good)).toBe(404);
    await requireExactTally();
  });

  test('judged before and while it is named in a review is heard all the same', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const { orderId } = await scene.bought(shopper);
    const [before, meanwhile] = [(await send(shopper)).file, (await send(shopper)).file];
    await judge(before, 'pass');
    await Promise.all([judge(meanwhile, 'pass'), scene.review(shopper, orderId, { pictures: [before, meanwhile] })]);

    expect((await scene.reviewsOf(shopper, orderId)).lines[0]?.review).toMatchObject({ state: 'shown' });
  });

  test('of somebody else, used before, or unknown cannot be named, and nothing is written', async () => {
    const [shopper, other] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
    const { orderId } = await scene.bought(shopper);
    const foreign = (await send(other)).file;
    const own = (await send(shopper)).file;

    await expect(scene.review(shopper, orderId, { pictures: [own, foreign] })).rejects.toMatchObject({
      status: 422,
      problem: { code: 'review.pictures_unknown', errors: [{ pointer: '/pictures/1' }] },
    });
    expect((await scene.reviewsOf(shopper, orderId)).lines[0]?.review).toBeNull();
    await scene.review(shopper, orderId, { pictures: [own] });
    await expect(scene.review(shopper, orderId, { line: 1, pictures: [own] })).rejects.toMatchObject({ status: 422 });
  });

  test('is a picture, of a size, and not sent without end', async () => {
    const shopper = await scene.world.shopper(scene.shop);

    expect(await send(shopper, Buffer.from('<svg onload="x()">'))).toMatchObject({
      status: 422,
      code: 'review.picture_invalid',
    });
    expect((await send(shopper, Buffer.alloc(2 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await send(scene.world.client())).status).toBe(401);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(shopper)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(12);
    expect(answers.find(({ status }) => status !== 200)).toMatchObject({
      status: 429,
      code: 'review.too_many_pictures',
    });
  });
});
