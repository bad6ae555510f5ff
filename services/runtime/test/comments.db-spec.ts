import type { ProblemAnswer } from '#kernel/http/client.js';
import * as magazine from '../src/magazine/magazine.contract.js';
import { editor, MagazineScene } from './magazine-scene.js';
import { answering, received, TEXT_CHECK, verdict } from './wechat-of-applet.js';

let scene: MagazineScene;

beforeAll(async () => {
  scene = await MagazineScene.open();
});
afterAll(() => scene.world.stop());
beforeEach(() => scene.reset());

describe('a comment', () => {
  test('that passes is shown to everybody, with name and emoji, and counted', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const comment = await scene.write(shopper, ' 好茶 🍵 ‏مرحبا ');

    expect(comment).toMatchObject({ state: 'shown', text: '好茶 🍵 ‏مرحبا' });
    expect(received(scene.world, TEXT_CHECK)).toMatchObject([{ content: '好茶 🍵 ‏مرحبا', version: 2, scene: 2 }]);
    const page = await scene.world.client().call(magazine.listComments, { params: scene.ofArticle });
    expect(page.items).toMatchObject([{ text: '好茶 🍵 ‏مرحبا', nickname: null, reply: null }]);
    expect(await scene.tally()).toMatchObject({ comments: 1, truth: 1 });
  });

  test('said twice, or five times at once, is one comment and one question to WeChat', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const ids = await Promise.all(Array.from({ length: 5 }, () => scene.write(shopper, '一口气点了五下')));

    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    expect(received(scene.world, TEXT_CHECK)).toHaveLength(1);
    expect((await scene.shownTexts()).filter((text) => text === '一口气点了五下')).toHaveLength(1);
  });

  test('that WeChat refuses is never shown, and its writer is told why', async () => {
    answering(scene.world, { [TEXT_CHECK]: verdict('risky') });
    const shopper = await scene.world.shopper(scene.shop);

    await expect(scene.write(shopper, '坏话一句')).rejects.toMatchObject({
      status: 422,
      problem: { code: 'content.refused', errors: [{ pointer: '/text', code: 'content' }] },
    });
    expect(await scene.shownTexts()).not.toContain('坏话一句');
    expect(await scene.world.rows(scene.shop, `select 1 from article_comment where words = '坏话一句'`)).toEqual([]);
  });

  test.each([
    ['WeChat leaves it to a person', verdict('review')],
    ['WeChat is down', 'down' as const],
  ])('waits while %s: only its writer sees it', async (name, answer) => {
    answering(scene.world, { [TEXT_CHECK]: answer });
    const shopper = await scene.world.shopper(scene.shop);
    const text = `等一等 ${name}`;

    expect(await scene.write(shopper, text)).toMatchObject({ state: 'held' });

    expect(await scene.shownTexts()).not.toContain(text);
    expect((await scene.mine(shopper)).comments).toMatchObject([{ state: 'held', text }]);
    const held = await scene.staff.contents.listHeld(scene.shop.tenantId, null, 20);
    expect(held.map(({ content }) => content)).toContain(text);
  });

  test.each([
    ['passed', 'shown'],
    ['refused', 'refused'],
  ] as const)('that the staff find %s is %s', async (decision, state) => {
    answering(scene.world, { [TEXT_CHECK]: verdict('review') });
    const shopper = await scene.world.shopper(scene.shop);
    const text = `由店家决定 ${decision}`;
    const { id } = await scene.write(shopper, text);
    const listed = await scene.staff.comments.list(scene.shop.tenantId, {
      after: null,
      limit: 50,
      state: 'held',
      articleId: scene.articleId,
      reported: false,
    });
    const checkId = listed.find((comment) => comment.id === id)?.checkId ?? '';

    await scene.staff.contents.decide(scene.shop.tenantId, checkId, decision, editor);

    expect((await scene.mine(shopper)).comments).toMatchObject([{ id, state }]);
    expect((await scene.shownTexts()).includes(text)).toBe(state === 'shown');
    const counted = await scene.tally();
    expect(counted?.comments).toBe(counted?.truth);
  });

  test('held by an outage is shown when WeChat agrees later, and refused when it does not', async () => {
    answering(scene.world, { [TEXT_CHECK]: 'down' });
    const shopper = await scene.world.shopper(scene.shop);
    for (const text of ['后来通过', '后来拒绝']) await scene.write(shopper, text);
    for (const [text, suggest] of [
      ['后来通过', 'pass'],
      ['后来拒绝', 'risky'],
    ] as const) {
      answering(scene.world, { [TEXT_CHECK]: verdict(suggest) });
      const [check] = await scene.world.rows<{ id: string }>(
        scene.shop,
        `update content_check set next_attempt_at = now() where content = $1 returning id`,
        [text],
      );
      await scene.step.handle({ tenantId: scene.shop.tenantId, checkId: check?.id ?? '' });
    }

    const states = (await scene.mine(shopper)).comments.map((comment) => comment.state).sort();
    expect(states).toEqual(['refused', 'shown']);
    expect(await scene.shownTexts()).toContain('后来通过');
  });

  test('is taken back by its writer alone, twice if they like; said again it is checked again', async () => {
    answering(scene.world, { [TEXT_CHECK]: verdict('review') });
    const [shopper, other] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
    const { id } = await scene.write(shopper, '收回这句');
    const target = { ...scene.params, commentId: id };

    await expect(other.call(magazine.withdrawComment, { params: target })).rejects.toMatchObject({ status: 404 });
    await shopper.call(magazine.withdrawComment, { params: target });
    await shopper.call(magazine.withdrawComment, { params: target });

    expect((await scene.mine(shopper)).comments).toEqual([]);
    const held = await scene.staff.contents.listHeld(scene.shop.tenantId, null, 50);
    expect(held.map(({ content }) => content)).not.toContain('收回这句');
    answering(scene.world, { [TEXT_CHECK]: verdict('pass') });
    expect(await scene.write(shopper, '收回这句')).toMatchObject({ state: 'shown' });
  });

  test('is hidden and shown by the merchant, and hidden words cannot be said again', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const { id } = await scene.write(shopper, '被隐藏的话');
    await scene.staff.comments.reply(scene.shop.tenantId, id, '谢谢', editor);
    await scene.staff.comments.move(scene.shop.tenantId, id, 'hidden', editor);
    expect(await scene.shownTexts()).not.toContain('被隐藏的话');
    await scene.staff.comments.move(scene.shop.tenantId, id, 'shown', editor);
    expect(await scene.shownTexts()).toContain('被隐藏的话');
    await scene.staff.comments.move(scene.shop.tenantId, id, 'hidden', editor);

    await shopper.call(magazine.withdrawComment, { params: { ...scene.params, commentId: id } });

    expect(await scene.write(shopper, '被隐藏的话')).toMatchObject({ id, state: 'hidden', text: null });
    expect(await scene.shownTexts()).not.toContain('被隐藏的话');
    await expect(scene.staff.comments.move(scene.shop.tenantId, id, 'shown', editor)).rejects.toMatchObject({
      code: 'comment.state_conflict',
    });
    const counted = await scene.tally();
    expect(counted?.comments).toBe(counted?.truth);
  });

  test('written, judged, hidden, shown and taken back by everybody at once leaves a count that is true, and no waiting for ever', async () => {
    answering(scene.world, { [TEXT_CHECK]: verdict('review') });
    const shoppers = await Promise.all(Array.from({ length: 6 }, () => scene.world.shopper(scene.shop)));
    const written = await Promise.all(shoppers.map((shopper, place) => scene.write(shopper, `一起来 ${place}`)));
    const held = await scene.world.rows<{ id: string }>(
      scene.shop,
      `select id from content_check where content like '一起来%'`,
    );
    expect(held).toHaveLength(6);
    const mayBeLate = (call: Promise<unknown>) => call.catch((error: { code?: string }) => error.code ?? error);

    const outcomes = await Promise.all([
      ...held.map(({ id }, place) =>
        mayBeLate(scene.staff.contents.decide(scene.shop.tenantId, id, place % 3 === 0 ? 'refused' : 'passed', editor)),
      ),
      ...written.flatMap(({ id }, place) => [
        mayBeLate(scene.staff.comments.move(scene.shop.tenantId, id, 'hidden', editor)),
        mayBeLate(scene.staff.comments.move(scene.shop.tenantId, id, 'shown', editor)),
        mayBeLate(shoppers[place]!.call(magazine.withdrawComment, { params: { ...scene.params, commentId: id } })),
        mayBeLate(scene.write(shoppers[place]!, `一起来 ${place}`)),
        mayBeLate(shoppers[place]!.call(magazine.likeArticle, { params: scene.ofArticle })),
      ]),
    ]);

    const refusals = outcomes.filter((outcome) => typeof outcome === 'string');
    expect(refusals.filter((code) => !/^(comment|content)\./.test(code))).toEqual([]);
    const answers = outcomes.filter((outcome) => outcome instanceof Error) as (Error & { status?: number })[];
    expect(answers.filter(({ status = 500 }) => status >= 500)).toEqual([]);
    const counted = await scene.tally();
    expect(counted?.comments).toBe(counted?.truth);
  });

  test('is reported once per reader', async () => {
    const [shopper, reader] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
    const { id } = await scene.write(shopper, '值得举报');
    const report = { params: { ...scene.params, commentId: id }, body: { reason: 'abuse' as const } };
    await reader.call(magazine.reportComment, report);
    await reader.call(magazine.reportComment, report);

    const reported = await scene.staff.comments.list(scene.shop.tenantId, {
      after: null,
      limit: 20,
      state: null,
      articleId: null,
      reported: true,
    });
    expect(reported).toMatchObject([{ id, reports: 1 }]);
  });

  test.each([
    ['nothing', '', 'minLength'],
    ['blanks', '   ', 'pattern'],
    ['501 characters', 'x'.repeat(501), 'maxLength'],
    ['a control character', 'a\u0001b', 'pattern'],
    ['a number', 17, 'type'],
  ])('of %s is refused before WeChat is asked', async (_name, text, code) => {
    const shopper = await scene.world.shopper(scene.shop);

    const refused = shopper.call(magazine.writeComment, { params: scene.ofArticle, body: { text: text as string } });

    await expect(refused).rejects.toMatchObject({
      status: 400,
      problem: { errors: expect.arrayContaining([expect.objectContaining({ pointer: '/text', code })]) },
    });
    expect(received(scene.world, TEXT_CHECK)).toEqual([]);
  });

  test('whatever becomes of it, and however many come at once, WeChat is not asked without end for one reader', async () => {
    answering(scene.world, { [TEXT_CHECK]: verdict('risky') });
    const shopper = await scene.world.shopper(scene.shop);
    const all = await Promise.allSettled(
      Array.from({ length: 90 }, (_, place) => scene.write(shopper, `坏话 ${place}`)),
    );
    const codes = all.map((one) =>
      one.status === 'rejected' ? (one.reason as ProblemAnswer).problem.code : 'written',
    );

    expect(new Set(codes)).toEqual(new Set(['content.refused', 'content.too_many']));
    expect(received(scene.world, TEXT_CHECK)).toHaveLength(30);
    await expect(scene.write(shopper, '再来')).rejects.toMatchObject({ status: 429 });
    expect(
      await scene.write(await scene.world.shopper(scene.shop), '别人').catch((error: ProblemAnswer) => error.status),
    ).not.toBe(429);
  });

  test('needs a log-in, an article that takes comments, and a pause after ten', async () => {
    await expect(
      scene.world.client().call(magazine.writeComment, { params: scene.ofArticle, body: { text: 'x' } }),
    ).rejects.toMatchObject({ status: 401 });
    const stranger = await scene.world.shopper(scene.neighbour);
    await expect(
      stranger.call(magazine.writeComment, {
        params: { appId: scene.neighbour.appId, articleId: scene.articleId },
        body: { text: 'x' },
      }),
    ).rejects.toMatchObject({ status: 404 });

    const shopper = await scene.world.shopper(scene.shop);
    for (let place = 0; place < 10; place += 1) await scene.write(shopper, `第 ${place} 句`);
    await expect(scene.write(shopper, '第十一句')).rejects.toMatchObject({
      status: 429,
      problem: { code: 'comment.too_many' },
    });
    expect(await scene.write(shopper, '第 3 句')).toMatchObject({ state: 'shown' });

    const hasty = await scene.world.shopper(scene.shop);
    const all = await Promise.allSettled(
      Array.from({ length: 25 }, (_, place) => scene.write(hasty, `一起说 ${place}`)),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect((await scene.mine(hasty)).comments).toHaveLength(10);

    await scene.world.rows(scene.shop, 'update article set comments_open = false where id = $1 returning 1', [
      scene.articleId,
    ]);
    await expect(scene.write(await scene.world.shopper(scene.shop), '还能说吗')).rejects.toMatchObject({
      status: 409,
      problem: { code: 'comment.closed' },
    });
  });
});
