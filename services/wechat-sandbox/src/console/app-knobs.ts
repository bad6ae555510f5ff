import { Type } from 'typebox';
import { isDetected } from '../code/commit.js';
import { mosaicJpeg } from '../code/mosaic-jpeg.js';
import { missingPrivacyKeys } from '../code/privacy.js';
import { issueLoginCode, issuePhoneCode } from '../login/users.js';
import { authorize, unauthorize } from '../platform/authorization.js';
import { allPermissionSets } from '../platform/permission-sets.js';
import { KnobError } from '../protocol/knob-error.js';
import type { App, Audit, OnlineVersion, Trial } from '../state/app.model.js';
import { accountView, changeApp, registerApp } from './app-accounts.js';
import { accountFields, accountSchema, appSchema } from './app-schemas.js';
import { emptyObject, type Knob, pageQuery, requireApp, requireText, takePage } from './knob.js';

export const appKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps',
    summary: 'Registers a mini-program account, or updates the one with that AppID',
    body: Type.Object({ appid: Type.Optional(Type.String()), ...accountFields }, { additionalProperties: false }),
    answers: { 200: accountSchema, 201: accountSchema },
    handle: ({ world, body, reply }) => {
      const { app, isNew } = registerApp(world, body);
      reply.code(isNew ? 201 : 200);
      return accountView(app);
    },
  },
  {
    method: 'GET',
    path: '/sandbox/apps',
    summary: 'Lists the accounts, in the order of registration or newest first',
    query: Type.Object({
      ...pageQuery(1000),
      search: Type.Optional(Type.String({ maxLength: 100, description: 'part of AppID, nickname or principal' })),
      authorized: Type.Optional(Type.Boolean()),
      newest: Type.Optional(Type.Boolean({ description: 'newest first' })),
    }),
    answers: Type.Object({
      items: Type.Array(accountSchema),
      total: Type.Integer({ description: 'accounts there are' }),
      nextCursor: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
    }),
    handle: ({ world, query }) => {
      const { apps } = world.state;
      const all = query['newest'] === 'true' ? apps.newestFirst() : apps.values();
      const { items, nextCursor } = takePage(all, (app) => isWanted(app, query), query, 1000);
      return { items: items.map(accountView), total: apps.size, nextCursor };
    },
  },
  {
    method: 'GET',
    path: '/sandbox/apps/:appid',
    summary: 'Shows an account with its versions and audits',
    answers: appSchema,
    handle: (use) => appView(requireApp(use)),
  },
  {
    method: 'PATCH',
    path: '/sandbox/apps/:appid',
    summary: 'Changes an account',
    body: Type.Object(accountFields, { additionalProperties: false }),
    answers: accountSchema,
    handle: (use) => {
      const app = requireApp(use);
      changeApp(app, use.body);
      return accountView(app);
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/authorize',
    summary: 'The merchant authorises the platform, as on the authorisation page; `authorized` is pushed',
    body: Type.Object(
      {
        permissionSets: Type.Optional(
          Type.Array(Type.Integer(), {
            minItems: 1,
            maxItems: 50,
            description: 'all that the platform holds unless named',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: Type.Object({ authCode: Type.String(), expiresIn: Type.Integer() }),
    handle: (use) => {
      const sets = (use.body['permissionSets'] as number[] | undefined) ?? [...allPermissionSets];
      const unknown = sets.find((id) => !allPermissionSets.includes(id));
      if (unknown !== undefined)
        throw new KnobError(
          400,
          `The platform holds no permission set ${unknown}; it holds ${allPermissionSets.join(', ')}.`,
        );
      return authorize(use.world, requireApp(use), [...new Set(sets)], '');
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/unauthorize',
    summary: 'The merchant withdraws the authorization',
    body: emptyObject,
    answers: accountSchema,
    handle: (use) => {
      const app = requireApp(use);
      if (!app.authorization.isActive) throw new KnobError(409, `${app.appid} does not authorise the platform.`);
      unauthorize(use.world, app);
      return accountView(app);
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/login-code',
    summary: 'Gives what wx.login gives to a person',
    body: Type.Object({ user: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false }),
    answers: Type.Object({ code: Type.String(), openid: Type.String() }),
    handle: (use) => issueLoginCode(use.world, requireApp(use), requireText(use.body, 'user')),
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/phone-code',
    summary: 'Gives what the getPhoneNumber button gives to a person',
    body: Type.Object(
      {
        user: Type.String({ minLength: 1, maxLength: 200 }),
        phoneNumber: Type.String({ minLength: 1, maxLength: 30 }),
      },
      { additionalProperties: false },
    ),
    answers: Type.Object({ code: Type.String() }),
    handle: (use) =>
      issuePhoneCode(use.world, requireApp(use), requireText(use.body, 'user'), requireText(use.body, 'phoneNumber')),
  },
  ...['avatar.jpg', 'qrcode.jpg'].map(
    (name): Knob => ({
      method: 'GET',
      path: `/sandbox/apps/:appid/${name}`,
      summary: `Picture ${name} of an account`,
      gives: 'image/jpeg',
      answers: 'the picture',
      handle: (use) => use.reply.type('image/jpeg').send(mosaicJpeg(`${name} ${requireApp(use).appid}`)),
    }),
  ),
];

function isWanted(app: App, { search = '', authorized }: Record<string, string>): boolean {
  if (authorized !== undefined && String(app.authorization.isActive) !== authorized) return false;
  return search === '' || [app.appid, app.nickname, app.principal].some((text) => text.includes(search));
}

const appView = (app: App) => ({
  ...accountView(app),
  trial: app.trial && { ...codeView(app.trial), detectionDone: isDetected(app.trial) },
  missingPrivacyKeys: missingPrivacyKeys(app),
  audits: app.audits.map(auditView),
  auditPlan: app.auditPlan,
  online: app.online && onlineView(app.online),
  history: app.history.map(onlineView),
  gray: app.gray,
  visitStatus: app.isVisible ? 1 : 0,
  domains: app.domains,
  directDomains: app.directDomains,
  webviewDomains: app.webviewDomains,
  privacy: app.privacy,
  orderPath: app.orderPath,
  testers: app.testers,
});

const codeView = ({ templateId, userVersion, userDesc, pages, extJson, warnings, committedAt }: Trial) => ({
  templateId,
  userVersion,
  userDesc,
  pages,
  extJson,
  warnings,
  committedAt,
});

const auditView = ({ code, planned: _planned, privacy: _privacy, ...audit }: Audit) => ({
  ...audit,
  userVersion: code.userVersion,
  userDesc: code.userDesc,
});

const onlineView = ({ appVersion, auditid, releasedAt, code }: OnlineVersion) => ({
  appVersion,
  auditid,
  releasedAt,
  ...codeView(code),
});
