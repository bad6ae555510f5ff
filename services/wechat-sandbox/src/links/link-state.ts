import { isToday } from '../protocol/daily-quota.js';
import { afterRelease } from '../login/users.js';
import type { LinkState } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';

export const linksOf = (app: App): LinkState =>
  (afterRelease(app).links ??= {
    codes: 0,
    uncheckedPages: [],
    isBanned: false,
    links: {},
    second: { startedAt: 0, count: 0 },
    madeToday: { startedAt: 0, count: 0 },
    openedToday: { startedAt: 0, count: 0 },
    jumpRules: [],
    jumpPublishes: 0,
  });

/** Without a page the home page is meant; it too must be online. */
export const isReleasedPage = (app: App, page: string): boolean =>
  app.online !== null && (page === '' || app.online.code.pages.includes(page));

/** How often something happened today. */
export const todaysCount = (world: World, { startedAt, count }: Counter): number =>
  isToday(world)(startedAt) ? count : 0;

export const oneMoreToday = (world: World, counter: Counter): Counter => ({
  startedAt: Date.now(),
  count: todaysCount(world, counter) + 1,
});

interface Counter {
  startedAt: number;
  count: number;
}
