import { Type } from 'typebox';
import { requiredPrivateApis } from '../code/privacy-apis.js';
import { type Knob, requireApp } from '../console/knob.js';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { characterCount } from '../protocol/fields.js';
import { KnobError } from '../protocol/knob-error.js';
import type { PrivacyApplication } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { conductOf } from './conduct-state.js';

const TO_APPLY = 1;
const AUDITING = 3;
const FAILED = 4;
const OPEN = 5;

/** Permission for interfaces that touch location and address; code-management.md §8.4. */
export const privateInterfaceEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('GET', '/wxa/security/get_privacy_interface', (_call, app) =>
    ok({ interface_list: requiredPrivateApis.map((api) => interfaceView(app, api)) }),
  ),
  authorizerEndpoint('POST', '/wxa/security/apply_privacy_interface', apply),
];

export function listenForPrivacyVerdicts(world: World): void {
  world.scheduler.on('privacy-verdict', (ref) => {
    const [appid = '', auditId] = ref.split(' ');
    const app = world.findApp(appid);
    const application = app?.afterRelease?.conduct?.privacyApplications.find(
      (candidate) => candidate.auditId === Number(auditId) && candidate.status === AUDITING,
    );
    if (app && application) decide(world, app, application, null);
  });
}

export const privateInterfaceKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/privacy-interface',
    summary: 'Decides the running application for a private interface now',
    body: Type.Object(
      {
        api: Type.String({ minLength: 1 }),
        verdict: Type.Unsafe<'approve' | 'reject'>({ type: 'string', enum: ['approve', 'reject'] }),
        reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
      },
      { additionalProperties: false },
    ),
    answers: 'the interface as get_privacy_interface lists it',
    handle: (use) => {
      const app = requireApp(use);
      const { api, verdict, reason } = use.body as { api: string; verdict: string; reason?: string };
      const application = newestOf(app, api.replace(/^wx\./, ''));
      if (application?.status !== AUDITING) throw new KnobError(409, `No application for ${api} is running.`);
      use.world.scheduler.cancel('privacy-verdict', `${app.appid} ${application.auditId}`);
      decide(use.world, app, application, verdict === 'approve' ? null : (reason ?? '使用场景与功能不符'));
      return interfaceView(app, application.apiName);
    },
  },
];

/** `content` says what for; without any picture, video or address WeChat has nothing to look at, and refuses. */
function apply({ world, body }: Call, app: App): object {
  const api = body.string('api_name').replace(/^wx\./, '');
  if (!requiredPrivateApis.includes(api)) throw new ApiError(40097);
  if (characterCount(body.string('content')) > 300) throw new ApiError(40097);
  for (const name of ['url_list', 'pic_list', 'video_list']) body.strings(name);
  const earlier = newestOf(app, api);
  if (earlier?.status === AUDITING) throw new ApiError(40097, 'an application for this api is under audit');
  const auditId = world.state.counters.audit++;
  const application: PrivacyApplication = {
    apiName: api,
    auditId,
    status: app.privateApis.includes(api) ? OPEN : AUDITING,
    reason: '',
    appliedAt: Date.now(),
    decidedAt: null,
  };
  conductOf(app).privacyApplications.push(application);
  if (application.status === AUDITING)
    world.scheduler.plan('privacy-verdict', `${app.appid} ${auditId}`, world.knobs.privacyInterfaceMs);
  return ok({ audit_id: auditId });
}

function decide(world: World, app: App, application: PrivacyApplication, refusal: string | null): void {
  application.status = refusal === null ? OPEN : FAILED;
  application.reason = refusal ?? '';
  application.decidedAt = Date.now();
  if (refusal === null && !app.privateApis.includes(application.apiName))
    app.privateApis = [...app.privateApis, application.apiName];
  world.pusher.pushMessageEvent('wxa_privacy_apply', app, {
    result_info: {
      api_name: `wx.${application.apiName}`,
      apply_time: Math.floor(application.appliedAt / 1000),
      audit_id: application.auditId,
      audit_time: Math.floor(application.decidedAt / 1000),
      reason: application.reason,
      status: application.status,
    },
  });
}

const newestOf = (app: App, api: string): PrivacyApplication | undefined =>
  app.afterRelease?.conduct?.privacyApplications.findLast(({ apiName }) => apiName === api);

function interfaceView(app: App, api: string): object {
  const application = newestOf(app, api);
  const status = app.privateApis.includes(api) ? OPEN : (application?.status ?? TO_APPLY);
  return {
    api_name: `wx.${api}`,
    api_ch_name: api,
    api_desc: '',
    api_link: '',
    group_name: api === 'chooseAddress' ? '地址' : '地理位置',
    status,
    ...(application && {
      audit_id: application.auditId,
      apply_time: Math.floor(application.appliedAt / 1000),
      ...(status === FAILED && { fail_reason: application.reason }),
    }),
  };
}
