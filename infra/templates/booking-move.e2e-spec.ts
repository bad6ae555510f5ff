import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import type { Out } from '#kernel/http/contract.js';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import type { PlayedFolder } from '#testing/played-folder.js';
import { getBooking } from '../../services/runtime/src/bookings/bookings.contract.js';
import { SalonScene } from '../../services/runtime/test/salon-scene.js';
import { playPages, screen } from './played-pages.fixture.js';

const PICTURES = path.join(projectRoot(), '.data', 'booking-move');

describeInBrowser('another time for a booking, played', () => {
  let scene: SalonScene;
  let browser: TestBrowser;
  const played: PlayedFolder[] = [];

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    scene = await SalonScene.open({ cancelHours: 1, leadMinutes: 0, horizonDays: 14, rescheduleLimit: 5 });
    scene.day = 2;
    browser = await openBrowser({ deviceScaleFactor: 2 });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    for (const folder of played) await folder.stop();
    await scene.world.stop();
  });

  test('a shopper sees the time it has, and takes one half an hour away', async () => {
    const { token, client, booking } = await bookedAt('11:00');
    const page = await open(token, booking);
    const times = screen(page, 'pages/times/index');

    await times.getByText(/^现在：.*11:00–12:00，林一$/).waitFor();
    // A forced tap (of a time that cannot be chosen) goes where the time stood a moment ago: its neighbour has to stand still first.
    await times.getByText('11:30', { exact: true }).click({ trial: true });
    await times.getByText('现在', { exact: true }).click({ force: true });
    await times.getByText('请先选择时间').waitFor();
    await times.getByText('11:30', { exact: true }).click();
    await page.screenshot({ path: path.join(PICTURES, 'zh.png') });
    await times.getByText('确认改约').click();
    await page.locator('section.page.front[data-route="pages/home/index"]').waitFor();
    await page.close();

    const moved = await client.call(getBooking, { params: { ...scene.params, bookingId: booking.id } });
    expect(moved).toMatchObject({ startsAt: scene.at('11:30'), reschedules: 1 });
  }, 120_000);

  test('looks like itself in English, by night and with large letters', async () => {
    const { token, booking } = await bookedAt('16:00');
    const page = await open(token, booking, { language: 'en', theme: 'dark', font: '1.4' });

    await screen(page, 'pages/times/index')
      .getByText(/^Now: .*16:00–17:00, with 林一$/)
      .waitFor();
    await page.screenshot({ path: path.join(PICTURES, 'en-dark-large.png') });
    await page.close();
  }, 120_000);

  async function bookedAt(clock: string) {
    const token = await scene.world.token(scene.shop);
    const client = scene.world.client().with({ authorization: `Bearer ${token}` });
    return { token, client, booking: await scene.booked(client, scene.cut(clock)) };
  }

  async function open(token: string, booking: Out<typeof getBooking>, look: Readonly<Record<string, string>> = {}) {
    const shop = { template: 'booking', appId: scene.shop.appId, runtimeUrl: scene.world.url, token };
    const of = `service=${booking.service.id}&staff=${booking.staff.id}&booking=${booking.id}&places=1`;
    const folder = await playPages(shop, `/pages/times/index?${of}`);
    played.push(folder);
    const page = await (await browser.anotherPerson()).newPage();
    await page.goto(`${folder.url}?${new URLSearchParams({ language: 'zh', ...look }).toString()}`);
    return page;
  }
});
