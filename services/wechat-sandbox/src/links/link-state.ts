import { isToday } from '../protocol/daily-quota.js';
import { afterRelease } from '../login/users.js';
import type { LinkState } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';

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
export const todaysCount = ({ startedAt, count }: { startedAt: number; count: number }): number =>
  isToday(startedAt) ? count : 0;

export const oneMoreToday = (counter: { startedAt: number; count: number }): typeof counter => ({
  startedAt: Date.now(),
  count: todaysCount(counter) + 1,
});
