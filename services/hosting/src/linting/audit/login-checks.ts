import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { startCalls } from '../source/start-calls.js';
import type { AuditSubject } from './audit-subject.js';

/** They open a dialog or ask for a permission. */
const asking = new Set(
  `getUserProfile authorize requirePrivacyAuthorize chooseAddress chooseLocation getLocation getFuzzyLocation getWeRunData
  requestSubscribeMessage chooseInvoiceTitle openSetting`.split(/\s+/),
);
const opening = new Set(['redirectTo', 'reLaunch', 'navigateTo', 'switchTab']);
const loginPage = /(?:^|[/_-])(?:log-?in|sign-?in|auth(?:orize|orization)?|register|bind-?phone)(?:$|[/_?-])/i;

/**
 * Nothing is asked of people before they have seen what there is (shared/wechat/code-management.md §10, 4). A silent `wx.login` is
 * allowed (mini-program-package.md §10) and only remarked on.
 */
export function checkForcedLogin({ source }: AuditSubject): Finding[] {
  const { app } = source;
  const entry = typeof app['entryPagePath'] === 'string' ? app['entryPagePath'] : source.mainPages[0];
  const first =
    entry !== undefined && loginPage.test(entry)
      ? [
          finding(
            'audit.login_page_first',
            { file: 'app.json', line: source.json('app.json').lineOf('/pages/0') },
            { page: entry },
          ),
        ]
      : [];
  const files = ['app.js', ...(entry === undefined ? [] : [`${entry}.js`])].filter((file) => source.has(file));
  const calls = files.flatMap((file) =>
    startCalls(source.text(file)).flatMap(({ hook, api, url, line }) => {
      const at = { file, line };
      if (asking.has(api)) return [finding('audit.forced_login', at, { hook, api })];
      if (api === 'login') return [finding('audit.login_at_start', at, { hook })];
      if (opening.has(api) && url !== undefined && loginPage.test(url))
        return [finding('audit.login_page', at, { hook, page: url })];
      return [];
    }),
  );
  return [...first, ...calls];
}
