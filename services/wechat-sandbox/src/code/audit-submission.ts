import { ApiError } from '../protocol/api-error.js';
import { isThisMonth } from '../protocol/daily-quota.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { characterCount, Fields } from '../protocol/fields.js';
import type { App, Audit, Trial } from '../state/app.model.js';
import { planVerdict } from './audit-verdict.js';
import { isDetected, privateApiGaps } from './commit.js';
import { privacyKeysOf } from './privacy-apis.js';

/** submit_audit with every check of code-management.md §6.2. */
export const auditSubmissionEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/wxa/submit_audit', (call, app) => {
    const { world, body } = call;
    const trial = requireAuditable(call, app);
    checkItems(body, app, trial, world.knobs.itemListRequired);
    checkTexts(call);
    checkPreview(body, app);
    checkUgc(body);
    checkPrivacy(call, app, trial);
    const audit = startAudit(call, app, trial);
    return ok({ auditid: audit.auditid });
  }),
];

export const findRunningAudit = (app: App): Audit | undefined =>
  app.audits.find(({ status }) => status === 2 || status === 4);

function requireAuditable({ world }: Call, app: App): Trial {
  if (app.trial === null) throw new ApiError(85086);
  if (!isDetected(app.trial)) throw new ApiError(61039);
  if (findRunningAudit(app)) throw new ApiError(85009);
  if (!app.hasName) throw new ApiError(86002);
  if (app.bannedFromAudit) throw new ApiError(86007);
  const used = world.state.component.auditsSubmittedAt.filter(isThisMonth(world)).length;
  if (used >= world.knobs.auditQuota) throw new ApiError(85085);
  return app.trial;
}

function checkItems(body: Fields, app: App, trial: Trial, isRequired: boolean): void {
  const items = body.list('item_list');
  if (items === undefined && !isRequired) {
    if (!app.categories.some(({ auditStatus }) => auditStatus === 3)) throw new ApiError(85008);
    return;
  }
  if (items === undefined || items.length < 1 || items.length > 5) throw new ApiError(85023);
  for (const value of items) {
    const item = Fields.from(value);
    if (Object.keys(item.raw).length === 0) throw new ApiError(85010);
    checkCategory(item, app);
    const address = item.optionalString('address');
    if (address && !trial.pages.includes(address)) throw new ApiError(85007);
    const tags = (item.optionalString('tag') ?? '').split(/\s+/).filter(Boolean);
    if (tags.length > 10 || tags.some((tag) => characterCount(tag) > 20)) throw new ApiError(85006);
    if (characterCount(item.optionalString('title') ?? '') > 32) throw new ApiError(85011);
  }
}

function checkCategory(item: Fields, app: App): void {
  const first = item.integer('first_id', 85008);
  const second = item.integer('second_id', 85008);
  const owned = app.categories.find(
    (category) => category.first === first && category.second === second && category.auditStatus === 3,
  );
  if (!owned) throw new ApiError(85008);
  if (
    item.string('first_class', 85008) !== owned.firstName ||
    item.string('second_class', 85008) !== owned.secondName
  ) {
    throw new ApiError(85008);
  }
}

function checkTexts({ world, body }: Call): void {
  const versionDesc = body.optionalString('version_desc') ?? '';
  if (characterCount(versionDesc) > world.knobs.versionDescMaxChars) throw new ApiError(85051);
  if (characterCount(body.optionalString('feedback_info') ?? '') > 200) throw new ApiError(85051);
  if ((body.optionalString('feedback_stuff') ?? '').split('|').length > 5) throw new ApiError(85093);
}

function checkPreview(body: Fields, app: App): void {
  if (body.raw['preview_info'] === undefined) return;
  const preview = body.object('preview_info', 85092);
  for (const name of ['video_id_list', 'pic_id_list']) {
    const ids = preview.strings(name) ?? [];
    if (ids.length > 10) throw new ApiError(85093);
    if (ids.some((id) => (app.media[id]?.expiresAt ?? 0) <= Date.now())) throw new ApiError(85092);
  }
}

function checkUgc(body: Fields): void {
  if (body.raw['ugc_declare'] === undefined) return;
  const declared = body.object('ugc_declare', 85094);
  const scene = declared.list('scene');
  if (!scene?.every((value) => [0, 1, 2, 3, 4, 5].includes(value as number))) throw new ApiError(85094);
  const isUgc = scene.some((value) => value !== 0);
  const method = declared.list('method') ?? [];
  if (isUgc && (method.length === 0 || !method.every((value) => [1, 2, 3, 4].includes(value as number))))
    throw new ApiError(85094);
  const words = ['other_scene_desc', 'audit_desc'].map((name) => declared.optionalString(name) ?? '');
  if (words.some((text) => characterCount(text) > 256)) throw new ApiError(85094);
}

/** Location APIs need declaration and permission (61040), every detected kind of data a line in the guideline (85086 by default). */
function checkPrivacy({ world, body }: Call, app: App, trial: Trial): void {
  if (body.optionalBoolean('privacy_api_not_use') === true) return;
  const gaps = privateApiGaps(app, trial);
  if (gaps.without_auth_list.length + gaps.without_conf_list.length > 0) throw new ApiError(61040);
  const written = new Set(app.privacy.development?.settingList.map(({ privacy_key }) => privacy_key));
  const missing = privacyKeysOf(trial.privacyApis).filter((key) => !written.has(key));
  if (missing.length > 0) throw new ApiError(world.knobs.missingPrivacyErrcode);
}

function startAudit({ world, body }: Call, app: App, trial: Trial): Audit {
  const now = Date.now();
  const { counters, component } = world.state;
  const audit: Audit = {
    auditid: counters.audit++,
    status: 2,
    code: trial,
    versionDesc: body.optionalString('version_desc') ?? '',
    planned: app.auditPlan.shift() ?? null,
    reason: '',
    screenshot: [],
    spedUp: false,
    released: false,
    submittedAt: now,
    finishedAt: null,
    privacy: app.privacy.development,
    orderPath: body.optionalString('order_path') ?? null,
  };
  app.audits = [audit, ...app.audits].slice(0, 50);
  component.auditsSubmittedAt.push(now);
  planVerdict(world, app, audit);
  return audit;
}
