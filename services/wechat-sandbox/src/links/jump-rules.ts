import { createHash } from 'node:crypto';
import { download } from '../content-security/media-download.js';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import type { JumpRule } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { linksOf } from './link-state.js';

const MAX_RULES = 200;
const MAX_TEST_LINKS = 5;
const PUBLISHES_A_MONTH = 100;

/** Ordinary links as codes; login-and-user.md §7. The prefix of a rule belongs to one account only. */
export const jumpRuleEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/cgi-bin/wxopen/qrcodejumpget', ({ body }, app) => {
    const rules = app.afterRelease?.links?.jumpRules ?? [];
    const prefixes = body.strings('prefix_list');
    const isPaged = body.raw['page_num'] !== undefined || body.raw['page_size'] !== undefined;
    const size = body.optionalInteger('page_size') ?? MAX_RULES;
    const page = body.optionalInteger('page_num') ?? 1;
    if (size < 1 || size > MAX_RULES || page < 1) throw new ApiError(40097);
    const wanted = rules.filter(({ prefix }) => prefixes === undefined || prefixes.includes(prefix));
    return ok({
      rule_list: (isPaged ? wanted.slice((page - 1) * size, page * size) : wanted).map(ruleView),
      qrcodejump_open: 1,
      qrcodejump_pub_quota: PUBLISHES_A_MONTH - (app.afterRelease?.links?.jumpPublishes ?? 0),
      list_size: rules.length,
      total_count: wanted.length,
    });
  }),

  authorizerEndpoint('POST', '/cgi-bin/wxopen/qrcodejumpdownload', (_call, app) => ok(verificationFile(app))),

  authorizerEndpoint('POST', '/cgi-bin/wxopen/qrcodejumpadd', async (call, app) => {
    const rule = readRule(call, app);
    const isEdit = call.body.optionalInteger('is_edit') === 1;
    const known = linksOf(app).jumpRules.find(({ prefix }) => prefix === rule.prefix);
    if (known && !isEdit) throw new ApiError(85071);
    if (!known && linksOf(app).jumpRules.length >= MAX_RULES) throw new ApiError(85073);
    if (known) Object.assign(known, rule, { state: known.state, createdAt: known.createdAt });
    else {
      await requireFile(call.world, app, rule.prefix);
      keepRule(call.world.findApp(app.appid) ?? app, rule);
    }
    return ok();
  }),

  authorizerEndpoint('POST', '/cgi-bin/wxopen/qrcodejumppublish', ({ body }, app) => {
    const rule = requireRule(app, body.string('prefix', 85066));
    if (app.online === null) throw new ApiError(85074);
    const links = linksOf(app);
    if (links.jumpPublishes >= PUBLISHES_A_MONTH) throw new ApiError(85095);
    links.jumpPublishes += 1;
    rule.state = 2;
    return ok();
  }),

  authorizerEndpoint('POST', '/cgi-bin/wxopen/qrcodejumpdelete', ({ body }, app) => {
    const rule = requireRule(app, body.string('prefix', 85066));
    const links = linksOf(app);
    links.jumpRules = links.jumpRules.filter((other) => other !== rule);
    return ok();
  }),
];

/** The rule that a scanned address falls under: exactly, or below it when sub-rules are permitted. */
export const findJumpRule = (app: App, address: string): JumpRule | null =>
  (app.afterRelease?.links?.jumpRules ?? []).find(
    ({ prefix, permitSubRule, state, debugUrls }) =>
      (state === 2 || debugUrls.includes(address)) &&
      (permitSubRule === 2 ? address.startsWith(prefix) : address.split('?')[0] === prefix.split('?')[0]),
  ) ?? null;

function readRule({ body }: Call, app: App): JumpRule {
  if (!app.verified) throw new ApiError(85070);
  const prefix = body.string('prefix', 85066);
  const url = URL.canParse(prefix) ? new URL(prefix) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || prefix.length > 1024) throw new ApiError(85066);
  const permitSubRule = body.optionalInteger('permit_sub_rule') ?? 1;
  const openVersion = body.optionalInteger('open_version') ?? 3;
  if (permitSubRule !== 1 && permitSubRule !== 2) throw new ApiError(40097);
  if (openVersion !== 1 && openVersion !== 2 && openVersion !== 3) throw new ApiError(40097);
  const path = body.string('path', 40097).replace(/^\//, '');
  const pages = new Set([...(app.online?.code.pages ?? []), ...(app.trial?.pages ?? [])]);
  if (!pages.has(path.split('?')[0] ?? '')) throw new ApiError(85007);
  const debugUrls = body.strings('debug_url') ?? [];
  if (debugUrls.length > MAX_TEST_LINKS || debugUrls.some((link) => !link.startsWith(prefix)))
    throw new ApiError(85068);
  return { prefix, permitSubRule, path, openVersion, debugUrls, state: 1, createdAt: Date.now() };
}

/** Two calls may have waited for the file at the same time. */
function keepRule(app: App, rule: JumpRule): void {
  const links = linksOf(app);
  if (links.jumpRules.some(({ prefix }) => prefix === rule.prefix)) throw new ApiError(85071);
  links.jumpRules.push(rule);
}

function requireRule(app: App, prefix: string): JumpRule {
  const rule = app.afterRelease?.links?.jumpRules.find((candidate) => candidate.prefix === prefix);
  if (!rule) throw new ApiError(85066);
  return rule;
}

async function requireFile(world: World, app: App, prefix: string): Promise<void> {
  if (!world.knobs.checkJumpFile) return;
  const { file_name: name, file_content: content } = verificationFile(app);
  const folder = prefix.split('?')[0]?.replace(/[^/]*$/, '') ?? '';
  const bytes = await download(`${folder}${name}`, '*');
  if (bytes?.toString('utf8').trim() !== content) throw new ApiError(85069);
}

function verificationFile(app: App): { file_name: string; file_content: string } {
  const content = createHash('md5').update(`jump|${app.appid}`).digest('hex');
  return { file_name: `${content.slice(0, 10)}.txt`, file_content: content };
}

const ruleView = (rule: JumpRule): object => ({
  prefix: rule.prefix,
  permit_sub_rule: rule.permitSubRule,
  path: rule.path,
  open_version: rule.openVersion,
  debug_url: rule.debugUrls,
  state: rule.state,
});
