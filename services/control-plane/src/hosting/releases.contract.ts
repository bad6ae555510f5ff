import { Type } from 'typebox';
import { Id, route, strict } from '#kernel/http/contract.js';
import { appletParams, BuildView, Revision, SubmissionDetail, SubmissionView } from './hosting-schemas.js';

const applet = '/api/merchants/:merchantId/applets/:appId';
const submissions = '/api/merchants/:merchantId/submissions/:submissionId';
const buildParams = strict({ merchantId: Id, buildId: Id });
const submissionParams = strict({ merchantId: Id, submissionId: Id });
const Note = Type.String({ minLength: 1, maxLength: 200, description: "hints for WeChat's auditor" });

export const requestBuild = route({
  id: 'builds.request',
  method: 'POST',
  path: `${applet}/builds`,
  summary: { zh: '构建已发布（或指定）修订的代码包', en: 'Build the package of the published or a given revision' },
  access: { kind: 'member', permission: 'releases:write' },
  params: appletParams,
  body: strict({ revision: Type.Optional(Revision) }),
  response: { 202: BuildView },
});

export const listBuilds = route({
  id: 'builds.list',
  method: 'GET',
  path: `${applet}/builds`,
  summary: { zh: '构建列表', en: 'Builds, newest first' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: appletParams,
  response: { 200: Type.Object({ items: Type.Array(BuildView) }) },
});

export const getBuildById = route({
  id: 'builds.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/builds/:buildId',
  summary: { zh: '构建详情', en: 'One build' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: buildParams,
  response: { 200: BuildView },
});

export const downloadPackage = route({
  id: 'builds.download',
  method: 'GET',
  path: '/api/merchants/:merchantId/builds/:buildId/package.zip',
  summary: { zh: '下载代码包（字节始终一致）', en: 'The package as a zip; always the same bytes' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: buildParams,
  response: { 200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) },
});

export const submitBuild = route({
  id: 'submissions.submit',
  method: 'POST',
  path: `${applet}/submissions`,
  summary: { zh: '提交审核', en: 'Send a build through commit, audit and release' },
  access: { kind: 'member', permission: 'releases:write' },
  params: appletParams,
  body: strict({
    buildId: Id,
    note: Type.Optional(Note),
    autoRelease: Type.Boolean({ default: true, description: 'go online as soon as WeChat approves' }),
  }),
  response: { 202: SubmissionView },
});

export const rollBack = route({
  id: 'submissions.rollBack',
  method: 'POST',
  path: `${applet}/rollbacks`,
  summary: { zh: '回退到之前发布的代码包', en: 'Go back to the package released before, or to an older build' },
  access: { kind: 'member', permission: 'releases:write' },
  params: appletParams,
  body: strict({ buildId: Type.Optional(Id), note: Type.Optional(Note) }),
  response: { 202: SubmissionView },
});

export const listSubmissions = route({
  id: 'submissions.list',
  method: 'GET',
  path: `${applet}/submissions`,
  summary: { zh: '提交列表', en: 'Submissions, newest first' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: appletParams,
  response: { 200: Type.Object({ items: Type.Array(SubmissionView) }) },
});

export const getSubmissionById = route({
  id: 'submissions.get',
  method: 'GET',
  path: submissions,
  summary: { zh: '提交详情与历史', en: 'One submission with its history' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: submissionParams,
  response: { 200: SubmissionDetail },
});

export const withdrawSubmission = route({
  id: 'submissions.withdraw',
  method: 'POST',
  path: `${submissions}/withdraw`,
  summary: { zh: '撤回提交', en: 'Take a submission back' },
  access: { kind: 'member', permission: 'releases:write' },
  params: submissionParams,
  response: { 200: SubmissionView },
});

export const releaseSubmission = route({
  id: 'submissions.release',
  method: 'POST',
  path: `${submissions}/release`,
  summary: { zh: '发布已通过审核的版本', en: 'Let an approved submission go online' },
  access: { kind: 'member', permission: 'releases:write' },
  params: submissionParams,
  response: { 202: SubmissionView },
});

export const retrySubmission = route({
  id: 'submissions.retry',
  method: 'POST',
  path: `${submissions}/retry`,
  summary: { zh: '障碍排除后重试', en: 'Try again after a hindrance was removed' },
  access: { kind: 'member', permission: 'releases:write' },
  params: submissionParams,
  response: { 202: SubmissionView },
});
