import { escapeHtml, page } from '../console/html.js';
import type { App } from '../state/app.model.js';
import type { AuthorizationRequest } from './authorization-request.js';
import { permissionSets } from './permission-sets.js';

export function renderAuthorizationPage(
  action: string,
  componentAppid: string,
  wanted: AuthorizationRequest,
  accounts: readonly App[],
  /** What was searched for; null when all accounts are shown. */
  search: string | null,
): string {
  const hidden = Object.entries({
    component_appid: componentAppid,
    pre_auth_code: wanted.preAuthCode,
    redirect_uri: wanted.redirectUri,
    auth_type: wanted.authType,
    ...(wanted.bizAppid === null ? {} : { biz_appid: wanted.bizAppid }),
    ...(wanted.categoryIdList === null ? {} : { category_id_list: wanted.categoryIdList }),
  }).map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`);
  const body = `
<main class="narrow card">
  <h1>小程序授权 <small>Authorise a mini-program</small></h1>
  <p>平台 <code>${escapeHtml(componentAppid)}</code> 请求代您管理小程序。<br>
  <small>The platform asks to manage your mini-program.</small></p>
  ${search === null ? '' : searchForm(action, hidden, search)}
  <form method="post" action="${escapeHtml(action)}">
    ${hidden.join('\n    ')}
    <fieldset><legend>选择帐号 · Account</legend>${accountChoices(accounts)}</fieldset>
    <fieldset><legend>权限集 · Permissions</legend>${wanted.offeredSets.map(permissionChoice).join('')}</fieldset>
    <button class="primary" type="submit"${accounts.length === 0 ? ' disabled' : ''}>授权 · Authorise</button>
  </form>
</main>`;
  return page('小程序授权', body);
}

const searchForm = (action: string, hidden: readonly string[], search: string): string => `
  <form method="get" action="${escapeHtml(action)}" class="row" role="search">${hidden.join('')}
    <input type="search" name="search" value="${escapeHtml(search)}" placeholder="名称或 AppID" aria-label="名称或 AppID · Name or AppID">
    <button type="submit">搜索 · Search</button></form>`;

export const renderRefusal = (sentence: string): string =>
  page(
    '授权失败',
    `<main class="narrow card"><h1>无法授权 <small>Cannot authorise</small></h1><p>${escapeHtml(sentence)}</p></main>`,
  );

function accountChoices(accounts: readonly App[]): string {
  if (accounts.length === 0)
    return '<p>还没有帐号 · No account yet: register one on <a href="/sandbox">the console</a>.</p>';
  return accounts
    .map(
      (
        app,
        index,
      ) => `<label><input type="radio" name="appid" value="${escapeHtml(app.appid)}"${index === 0 ? ' checked' : ''}>
      ${escapeHtml(app.nickname)} <code>${escapeHtml(app.appid)}</code> <small>${escapeHtml(app.principal)}</small></label>`,
    )
    .join('');
}

function permissionChoice(id: number): string {
  const title = permissionSets[id];
  return `<label><input type="checkbox" name="permission" value="${id}" checked> ${id} ${title?.zh ?? ''} <small>${title?.en ?? ''}</small></label>`;
}
