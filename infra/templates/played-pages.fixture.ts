import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { projectRoot } from '#kernel/config/project-root.js';
import { type PlayedFolder, playFiles } from '#testing/played-folder.js';
import { assemblePackage } from './assembled-package.js';

export interface PlayedShop {
  readonly template: string;
  readonly appId: string;
  readonly runtimeUrl: string;
  /** Of the shopper who looks; null for one who has never been here. */
  readonly token: string | null;
}

/**
 * A template's package as one shopper sees it.
 * @param target the page it opens at, with its query; its own home page when null
 * @param before what runs in front of that page, e.g. to fill what it reads
 */
export async function playPages(
  { template, appId, runtimeUrl, token }: PlayedShop,
  target: string | null,
  before = '',
): Promise<PlayedFolder> {
  const root = projectRoot();
  const templatesDir = path.join(root, 'templates');
  const input = { name: template, templatesDir, root, app: appId, language: 'zh' as const, say: () => undefined };
  const { files } = assemblePackage(input, runtimeUrl);
  const session = `const { request } = require('./request');
    module.exports = { hasToken: () => ${token !== null}, authorized: (options) => request(Object.assign({ token: '${token}' }, options)) };`;
  const home = `Page({ onLoad() { ${before} wx.navigateTo({ url: '${target}' }); } });`;
  const entry = target === null ? {} : { 'pages/home/index.js': home, 'pages/home/index.wxml': '<view></view>' };
  const changed = { 'services/session.js': session, ...entry };
  return playFiles({ ...Object.fromEntries(files), ...changed }, { runtimeUrl });
}

/** The page that is in front. */
export function screen(page: Page, route: string): FrameLocator {
  return page.frameLocator(`section.page.front[data-route="${route}"] > iframe`);
}
