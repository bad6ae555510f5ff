import { randomUUID } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import type { MediaCheck, PlannedCheck } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { checksOf, readSubject, takePlanned } from './checks.js';
import { download } from './media-download.js';
import { labels } from './word-lists.js';

const DOWNLOAD_FAILED = -1008;
const KEPT_CHECKS = 500;
/** Longer than a download may take. */
const AGAIN_MS = 60_000;
const AUDIO = 1;
const IMAGE = 2;

/** media_check_async: a trace id now, the verdict later as an event; login-and-user.md §5.2. */
export const mediaCheckEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/wxa/media_check_async', (call, app) => ok({ trace_id: ask(call, app).traceId })),
];

export function listenForMediaChecks(world: World): void {
  world.scheduler.on('media-check', async (ref) => {
    const [appid = '', traceId = ''] = ref.split(' ');
    const asked = world.findApp(appid)?.afterRelease?.checks?.media[traceId];
    if (asked === undefined || asked.doneAt !== null) return;
    // The task is gone once it runs: this one is for a process that ends during the download.
    world.scheduler.plan('media-check', ref, AGAIN_MS * world.knobs.timeScale);
    const bytes = await download(asked.url, world.knobs.mediaHosts);
    const app = world.findApp(appid);
    const check = app?.afterRelease?.checks?.media[traceId];
    if (!app || check === undefined || check.doneAt !== null) return;
    world.scheduler.cancel('media-check', ref);
    conclude(world, app, check, bytes);
  });
}

function ask({ world, body }: Call, app: App): MediaCheck {
  const type = body.integer('media_type', 40004);
  if (type !== AUDIO && type !== IMAGE) throw new ApiError(40004);
  const url = body.string('media_url', 44002);
  if (!URL.canParse(url) || url.length > 2048) throw new ApiError(40097, 'media_url is no address');
  const { openid, scene } = readSubject(world, app, body);
  const checks = checksOf(app);
  const isRunning = (check: MediaCheck) => check.doneAt === null && check.url === url && check.openid === openid;
  if (Object.values(checks.media).some(isRunning)) throw new ApiError(87020);
  const check: MediaCheck = {
    traceId: randomUUID(),
    openid,
    url,
    scene,
    type,
    askedAt: Date.now(),
    doneAt: null,
    errcode: null,
    result: null,
  };
  checks.media[check.traceId] = check;
  for (const id of Object.keys(checks.media).slice(0, -KEPT_CHECKS)) delete checks.media[id];
  world.scheduler.plan('media-check', `${app.appid} ${check.traceId}`, world.knobs.mediaCheckMs);
  return check;
}

function conclude(world: World, app: App, check: MediaCheck, bytes: Buffer | null): void {
  check.doneAt = Date.now();
  check.errcode = bytes === null ? DOWNLOAD_FAILED : 0;
  check.result = bytes === null ? null : (takePlanned(app) ?? verdictOf(bytes));
  const result = check.result ?? { suggest: 'pass', label: 100 };
  const detail = { strategy: 'content_model', errcode: check.errcode, suggest: result.suggest, label: result.label };
  world.pusher.pushMessageEvent('wxa_media_check', app, {
    appid: app.appid,
    trace_id: check.traceId,
    version: 2,
    detail: { ...detail, prob: 90 },
    errcode: check.errcode,
    errmsg: bytes === null ? 'download failed' : 'ok',
    result: { suggest: result.suggest, label: result.label },
  });
}

/** A file says itself how it wants to be judged: `SANDBOX:risky:20002` or `SANDBOX:review:20012` anywhere in its bytes. */
function verdictOf(bytes: Buffer): PlannedCheck {
  const marker = /SANDBOX:(review|risky):(\d{5})/.exec(bytes.toString('latin1'));
  const label = labels.find((known) => known === Number(marker?.[2]));
  if (marker === null || label === undefined) return { suggest: 'pass', label: 100 };
  return { suggest: marker[1] === 'risky' ? 'risky' : 'review', label };
}
