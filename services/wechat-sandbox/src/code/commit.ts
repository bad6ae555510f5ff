import { ApiError } from '../protocol/api-error.js';
import { authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { characterCount } from '../protocol/fields.js';
import type { App, Trial } from '../state/app.model.js';
import type { TemplateSource } from '../state/model.js';
import type { World } from '../world.js';
import { mergeExtJson } from './ext-json.js';
import { requiredPrivateApis } from './privacy-apis.js';

const MAX_PACKAGE_BYTES = 2 * 1024 * 1024;
/** For programs developed by a service provider; 30 MB otherwise (code-management.md §4.4). */
const MAX_TOTAL_BYTES = 20 * 1024 * 1024;

/** Commit and what can be asked about the committed code; code-management.md §4. */
export const commitEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/wxa/commit', ({ world, body }, app) => {
    const templateId = body.integer('template_id', 85014);
    const extJson = body.string('ext_json', 85048);
    const userVersion = body.string('user_version');
    const userDesc = body.string('user_desc');
    if (characterCount(userVersion) > 64) throw new ApiError(40097, 'user_version is longer than 64 characters');
    const template = world.state.component.templates.find((candidate) => candidate.templateId === templateId);
    if (!template) throw new ApiError(85014);
    const trial = mergedTrial(world, app, template.source, { templateId, userVersion, userDesc, extJson });
    requireSizes(template.source, Buffer.byteLength(extJson));
    app.trial = trial;
    return ok();
  }),

  authorizerEndpoint('GET', '/wxa/get_page', (_call, app) => ok({ page_list: requireTrial(app).pages })),

  authorizerEndpoint('GET', '/wxa/security/get_code_privacy_info', (_call, app) => {
    const trial = requireTrial(app);
    if (!isDetected(trial)) throw new ApiError(61039);
    return ok(privateApiGaps(app, trial));
  }),
];

/** The trial version that a source and an ext_json make; privacy detection begins now. Throws what `mergeExtJson` throws. */
export function mergedTrial(
  world: World,
  app: App,
  source: TemplateSource,
  said: Pick<Trial, 'templateId' | 'userVersion' | 'userDesc' | 'extJson'>,
): Trial {
  const { checkExtAppid, unknownExtJsonKeys, privacyDetectionMs, timeScale } = world.knobs;
  const now = Date.now();
  return {
    ...mergeExtJson(source, said.extJson, app, { checkExtAppid, unknownKeys: unknownExtJsonKeys }),
    ...said,
    privacyApis: source.privacyApis,
    committedAt: now,
    detectedAt: now + privacyDetectionMs / timeScale,
  };
}

/** 86001 when nothing was committed. */
export function requireTrial(app: App): Trial {
  if (app.trial === null) throw new ApiError(86001);
  return app.trial;
}

export const isDetected = (trial: Trial): boolean => trial.detectedAt <= Date.now();

/** Location and address APIs in the code that the account may not use, or that requiredPrivateInfos does not name. */
export function privateApiGaps(app: App, trial: Trial): { without_auth_list: string[]; without_conf_list: string[] } {
  const used = trial.privacyApis.filter((api) => requiredPrivateApis.includes(api));
  const declared = (trial.appJson['requiredPrivateInfos'] as string[] | undefined) ?? [];
  return {
    without_auth_list: used.filter((api) => !app.privateApis.includes(api)),
    without_conf_list: used.filter((api) => !declared.includes(api)),
  };
}

function requireSizes(source: TemplateSource, extBytes: number): void {
  const { main, subPackages, total } = source.sizes;
  const packages = [main + extBytes, ...Object.values(subPackages)];
  if (packages.some((size) => size > MAX_PACKAGE_BYTES)) throw new ApiError(85044, 'source size exceed max limit 2MB');
  if (total + extBytes > MAX_TOTAL_BYTES) throw new ApiError(85044, 'source size exceed max limit 20MB');
}
