import { KnobError } from '../protocol/knob-error.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { findJumpRule } from './jump-rules.js';
import { isReleasedPage, linksOf, oneMoreToday, todaysCount } from './link-state.js';
import { appidOfLink } from './links.js';
import { type CodePayload, readCodePicture } from './picture.js';

/** What a phone opens; `scene` is the query of a wxacode as the page gets it, `launchScene` the number in onLaunch. */
export interface Opened {
  appid: string;
  page: string;
  query: string;
  scene: string | null;
  envVersion: CodePayload['envVersion'];
  launchScene: number;
  /** False when WeChat would show an error in place of the page. */
  opens: boolean;
  reason: string | null;
}

const SCANNED_WXACODE = 1047;
const SCANNED_QRCODE = 1011;
const OPENED_LINK = 1065;
const SHORT_LINK = 1154;

export function scanPicture(world: World, bytes: Buffer): Opened {
  const payload = readCodePicture(bytes);
  const app = payload && world.findApp(payload.appid);
  if (!payload || !app) throw new KnobError(404, 'The picture holds no code of this sandbox.');
  const { appid, page, query, scene, envVersion } = payload;
  const launchScene = payload.kind === 'wxacode' ? SCANNED_WXACODE : SCANNED_QRCODE;
  const query_ = scene === null ? query : `scene=${encodeURIComponent(scene)}`;
  return resolve(app, { appid, page, query: query_, scene, envVersion, launchScene });
}

/** A scheme, a URL link, a short link, or an address under a jump rule of `appid`. */
export function openAddress(world: World, address: string, appid: string | undefined): Opened {
  const id = /(?:^weixin:\/\/dl\/business\/\?t=|^https:\/\/wxaurl\.cn\/|^#小程序:\/\/.*\/)([\w-]+)$/u.exec(
    address,
  )?.[1];
  if (id !== undefined) return openLink(world, id);
  const app = appid === undefined ? null : world.findApp(appid);
  const rule = app && findJumpRule(app, address);
  if (!app || !rule)
    throw new KnobError(404, 'No link and no rule leads from there to a mini-program; name "appid" for a rule.');
  const [page = '', ...query] = rule.path.split('?');
  const parameters = [...query, `q=${encodeURIComponent(address)}`, `scancode_time=${Math.floor(Date.now() / 1000)}`];
  const envVersion = ({ 1: 'develop', 2: 'trial', 3: 'release' } as const)[rule.openVersion];
  return resolve(app, {
    appid: app.appid,
    page,
    query: parameters.join('&'),
    scene: null,
    envVersion,
    launchScene: SCANNED_QRCODE,
  });
}

function openLink(world: World, id: string): Opened {
  const app = world.findApp(appidOfLink(id));
  const links = app?.afterRelease?.links;
  const link = links && Object.hasOwn(links.links, id) ? links.links[id] : undefined;
  if (!app || !link) throw new KnobError(404, 'No mini-program has made that link.');
  const target = {
    appid: app.appid,
    page: link.path,
    query: link.query,
    scene: null,
    envVersion: link.envVersion,
    launchScene: link.kind === 'short' ? SHORT_LINK : OPENED_LINK,
  };
  if (link.expiresAt <= Date.now()) return { ...target, opens: false, reason: 'the link has expired' };
  const state = linksOf(app);
  if (todaysCount(world, state.openedToday) >= world.knobs.linkOpensPerDay)
    return { ...target, opens: false, reason: '85406: the openings of today are used up' };
  state.openedToday = oneMoreToday(world, state.openedToday);
  link.opens += 1;
  return resolve(app, target);
}

/** Fills in the home page, and says why WeChat would not open it. */
function resolve(app: App, target: Omit<Opened, 'opens' | 'reason'>): Opened {
  const code = target.envVersion === 'release' ? app.online?.code : app.trial;
  const page = target.page === '' ? (code?.pages[0] ?? '') : target.page;
  const opened = { ...target, page };
  if (!code) return { ...opened, opens: false, reason: 'that version does not exist' };
  if (target.envVersion === 'release' && !app.isVisible)
    return { ...opened, opens: false, reason: 'the service is paused' };
  const isThere = target.envVersion === 'release' ? isReleasedPage(app, page) : code.pages.includes(page);
  return isThere
    ? { ...opened, opens: true, reason: null }
    : { ...opened, opens: false, reason: 'the page does not exist' };
}
