import { decideAudit } from '../code/audit-verdict.js';
import { findRunningAudit } from '../code/audit-submission.js';
import { isDetected } from '../code/commit.js';
import { mosaicJpeg } from '../code/mosaic-jpeg.js';
import { missingPrivacyKeys } from '../code/privacy.js';
import { issueLoginCode, issuePhoneCode } from '../login/users.js';
import { unauthorize } from '../platform/authorization.js';
import { KnobError } from '../protocol/knob-error.js';
import type { App, Audit, OnlineVersion, PlannedVerdict, Trial } from '../state/app.model.js';
import { accountView, changeApp, registerApp } from './app-accounts.js';
import { type Knob, requireApp, requireChoice, requireText, textOf } from './knob.js';

const PLANNABLE = ['approve', 'reject', 'delay', 'manual'] as const;

export const appKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps',
    summary: 'Registers a mini-program account, or updates the one with that AppID',
    handle: ({ world, body, reply }) => {
      const { app, isNew } = registerApp(world, body);
      reply.code(isNew ? 201 : 200);
      return accountView(app);
    },
  },
  {
    method: 'GET',
    path: '/sandbox/apps',
    summary: 'Lists the accounts',
    handle: ({ world }) => ({ items: Object.values(world.state.apps).map(accountView) }),
  },
  {
    method: 'GET',
    path: '/sandbox/apps/:appid',
    summary: 'Shows an account with its versions and audits',
    handle: (use) => appView(requireApp(use)),
  },
  {
    method: 'PATCH',
    path: '/sandbox/apps/:appid',
    summary: 'Changes an account',
    handle: (use) => {
      const app = requireApp(use);
      changeApp(app, use.body);
      return accountView(app);
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/audit',
    summary: 'Decides the running audit now',
    handle: (use) => {
      const app = requireApp(use);
      const verdict = requireChoice(use.body, 'verdict', ['approve', 'reject', 'delay']);
      const audit = findRunningAudit(app);
      if (!audit) throw new KnobError(409, `No audit of ${app.appid} is running.`);
      audit.planned = null;
      decideAudit(use.world, app, audit, verdict, textOf(use.body, 'reason'));
      return { auditid: audit.auditid, status: audit.status };
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/audit-plan',
    summary: 'Sets the verdicts of the next audits',
    handle: (use) => {
      const app = requireApp(use);
      const { verdicts } = use.body;
      if (!Array.isArray(verdicts)) throw new KnobError(400, '"verdicts" must be a list.');
      app.auditPlan = verdicts.map(readPlanned);
      return { auditPlan: app.auditPlan };
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/unauthorize',
    summary: 'The merchant withdraws the authorization',
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
    handle: (use) => issueLoginCode(use.world, requireApp(use), requireText(use.body, 'user')),
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/phone-code',
    summary: 'Gives what the getPhoneNumber button gives to a person',
    handle: (use) =>
      issuePhoneCode(use.world, requireApp(use), requireText(use.body, 'user'), requireText(use.body, 'phoneNumber')),
  },
  ...['avatar.jpg', 'qrcode.jpg'].map(
    (name): Knob => ({
      method: 'GET',
      path: `/sandbox/apps/:appid/${name}`,
      summary: `Picture ${name} of an account`,
      handle: (use) => use.reply.type('image/jpeg').send(mosaicJpeg(`${name} ${requireApp(use).appid}`)),
    }),
  ),
];

function readPlanned(value: unknown): PlannedVerdict {
  const planned = (typeof value === 'string' ? { verdict: value } : value) as Record<string, unknown> | null;
  const verdict = requireChoice(planned ?? {}, 'verdict', PLANNABLE);
  const reason = textOf(planned ?? {}, 'reason');
  return { verdict, ...(reason !== undefined && { reason }) };
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
