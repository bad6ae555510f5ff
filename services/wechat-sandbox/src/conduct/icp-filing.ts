import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { type Knob, requireApp } from '../console/knob.js';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { readMultipartFile } from '../protocol/multipart.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { conductOf, noFiling } from './conduct-state.js';

const FILING = { sets: [18, 156] };
const PLATFORM_AUDITING = 2;
const PLATFORM_REJECTED = 3;
const AUTHORITY_AUDITING = 4;
const AUTHORITY_REJECTED = 5;
const FILED = 6;
const NOT_FILED = 1024;
const MAX_PICTURE_BYTES = 10 * 1024 * 1024;
const TASK_LIFE_MS = 30 * 60_000;

/** ICP filing: the platform's audit, then the authority's; code-management.md §7. */
export const icpFilingEndpoints: readonly Endpoint[] = [
  authorizerEndpoint(
    'GET',
    '/wxa/icp/get_icp_entrance_info',
    (_call, app) => {
      const icp = app.afterRelease?.conduct?.icp ?? noFiling();
      return ok({
        info: {
          status: app.icpStatus,
          is_canceling: icp.isCanceling,
          audit_data: icp.auditData,
          available: app.verified ? 1 : 0,
          sms_verify_status: icp.smsVerifyStatus,
        },
      });
    },
    FILING,
  ),

  authorizerEndpoint('POST', '/wxa/icp/apply_icp_filing', apply, FILING),

  authorizerEndpoint(
    'POST',
    '/wxa/icp/upload_icp_media',
    ({ incoming, query }) => {
      const file = readMultipartFile(String(incoming.headers['content-type'] ?? ''), incoming.body, 'media');
      if (file === null || file.bytes.length === 0) throw new ApiError(41005);
      if (file.bytes.length > MAX_PICTURE_BYTES) throw new ApiError(40006);
      return ok({
        type: query['type'] ?? 'image',
        media_id: randomBytes(24).toString('base64url'),
        created_at: nowSeconds(),
      });
    },
    { ...FILING, isJson: false },
  ),

  authorizerEndpoint(
    'POST',
    '/wxa/icp/create_icp_verifytask',
    (_call, app) => {
      const taskId = randomBytes(16).toString('hex');
      conductOf(app).icp.verifyTasks[taskId] = { createdAt: Date.now(), isFaceVerified: false };
      return ok({ task_id: taskId });
    },
    FILING,
  ),

  authorizerEndpoint(
    'POST',
    '/wxa/icp/query_icp_verifytask',
    ({ body }, app) => {
      const tasks = app.afterRelease?.conduct?.icp.verifyTasks ?? {};
      const taskId = body.string('task_id');
      const task = Object.hasOwn(tasks, taskId) ? tasks[taskId] : undefined;
      if (task === undefined) throw new ApiError(40097, 'task_id is unknown');
      const isOver = !task.isFaceVerified && task.createdAt + TASK_LIFE_MS < Date.now();
      return ok({ is_finish: task.isFaceVerified || isOver, face_status: task.isFaceVerified ? 2 : isOver ? 3 : 1 });
    },
    FILING,
  ),

  authorizerEndpoint(
    'GET',
    '/wxa/icp/get_online_icp_order',
    (_call, app) => ok(app.icpStatus === FILED ? (app.afterRelease?.conduct?.icp.order ?? {}) : {}),
    FILING,
  ),

  authorizerEndpoint(
    'POST',
    '/wxa/icp/cancel_apply_icp_filing',
    (call, app) => cancelApplication(call.world, app),
    FILING,
  ),

  authorizerEndpoint(
    'POST',
    '/wxa/icp/cancel_icp_filing',
    ({ world }, app) => {
      if (app.icpStatus !== FILED) throw new ApiError(40097, 'there is no filing to cancel');
      conductOf(app).icp.isCanceling = true;
      world.scheduler.plan('icp-step', app.appid, world.knobs.icpStepMs);
      return ok();
    },
    FILING,
  ),
];

/** Each step ends as the knob has said, by default well; a cancelled filing ends in "not filed". */
export function listenForIcpSteps(world: World): void {
  world.scheduler.on('icp-step', (appid) => {
    const app = world.findApp(appid);
    if (!app) return;
    const { icp } = conductOf(app);
    if (icp.isCanceling) {
      icp.isCanceling = false;
      tell(world, app, NOT_FILED);
    } else if (app.icpStatus === PLATFORM_AUDITING || app.icpStatus === AUTHORITY_AUDITING) {
      step(world, app, icp.nextOutcome);
    }
  });
}

export const icpKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/icp',
    summary: 'Says how the steps of an ICP filing end from now on; `faceVerified` ends the open identity checks',
    body: Type.Object(
      {
        nextOutcome: Type.Optional(Type.Unsafe<'approve' | 'reject'>({ type: 'string', enum: ['approve', 'reject'] })),
        faceVerified: Type.Optional(Type.Boolean()),
      },
      { additionalProperties: false },
    ),
    answers: Type.Object({ icpStatus: Type.Integer(), nextOutcome: Type.String() }),
    handle: (use) => {
      const app = requireApp(use);
      const { icp } = conductOf(app);
      const { nextOutcome, faceVerified } = use.body as { nextOutcome?: 'approve' | 'reject'; faceVerified?: boolean };
      if (nextOutcome !== undefined) icp.nextOutcome = nextOutcome;
      if (faceVerified === true)
        for (const [id, task] of Object.entries(icp.verifyTasks)) verified(use.world, app, id, task);
      return { icpStatus: app.icpStatus, nextOutcome: icp.nextOutcome };
    },
  },
];

function apply({ world, body }: Call, app: App): object {
  if (Object.keys(body.raw).length === 0) throw new ApiError(40097);
  const isOpen = app.icpStatus === PLATFORM_AUDITING || app.icpStatus === AUTHORITY_AUDITING;
  if (isOpen || app.icpStatus === FILED) throw new ApiError(40097, 'the filing is under audit or done');
  const { icp } = conductOf(app);
  icp.order = { ...body.raw };
  icp.auditData = [];
  app.icpStatus = PLATFORM_AUDITING;
  world.scheduler.plan('icp-step', app.appid, world.knobs.icpStepMs);
  return ok({ hints: [] });
}

function cancelApplication(world: World, app: App): object {
  if (app.icpStatus !== PLATFORM_AUDITING) throw new ApiError(40097, 'no filing is under the platform’s audit');
  world.scheduler.cancel('icp-step', app.appid);
  app.icpStatus = NOT_FILED;
  return ok();
}

function step(world: World, app: App, outcome: 'approve' | 'reject'): void {
  const { icp } = conductOf(app);
  const isPlatform = app.icpStatus === PLATFORM_AUDITING;
  if (outcome === 'reject') {
    icp.auditData = [{ key_name: 'icp_subject', error: '主体信息与证件不一致', suggest: '请核对后重新提交' }];
    tell(world, app, isPlatform ? PLATFORM_REJECTED : AUTHORITY_REJECTED);
    return;
  }
  tell(world, app, isPlatform ? AUTHORITY_AUDITING : FILED);
  if (isPlatform) world.scheduler.plan('icp-step', app.appid, world.knobs.icpStepMs);
}

/** On the address for authorisation events, not on the one for messages. */
function tell(world: World, app: App, status: number): void {
  app.icpStatus = status;
  world.pusher.pushAuthEvent('notify_apply_icpfiling_result', app.appid, {
    authorizer_appid: app.appid,
    beian_status: status,
  });
}

function verified(world: World, app: App, taskId: string, task: { isFaceVerified: boolean }): void {
  if (task.isFaceVerified) return;
  task.isFaceVerified = true;
  world.pusher.pushAuthEvent('notify_icpfiling_verify_result', app.appid, {
    authorizer_appid: app.appid,
    task_id: taskId,
    face_status: 2,
  });
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
