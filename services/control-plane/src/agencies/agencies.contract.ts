import { Type } from 'typebox';
import { Id, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText, searchText } from '../data/text-schema.js';
import { Email, PersonName } from '../identity/members.contract.js';
import { Password } from '../identity/passwords.js';

const AgencyName = lineOfText(100);

export const Agency = Type.Object({
  id: Id,
  name: Type.String(),
  status: Type.Enum(['active', 'suspended']),
  merchants: Type.Integer({ description: 'How many merchants it has' }),
  createdAt: Timestamp,
});

const manage = { kind: 'member', permission: 'platform:manage' } as const;
const read = { kind: 'member', permission: 'agency:read' } as const;
const params = strict({ agencyId: Id });

export const createAgency = route({
  id: 'agencies.create',
  method: 'POST',
  path: '/api/agencies',
  summary: { zh: '新建服务商及其首位负责人', en: 'Make an agency with its first owner' },
  access: manage,
  body: strict({ name: AgencyName, owner: strict({ email: Email, name: PersonName, password: Password }) }),
  response: { 201: Agency },
});

export const listAgencies = route({
  id: 'agencies.list',
  method: 'GET',
  path: '/api/agencies',
  summary: { zh: '服务商列表；服务商只看到自己', en: 'The agencies; an agency sees itself' },
  access: read,
  query: strict({ ...pageQuery, q: Type.Optional(searchText('Part of the name')) }),
  response: { 200: pageOf(Agency) },
});

export const getAgency = route({
  id: 'agencies.get',
  method: 'GET',
  path: '/api/agencies/:agencyId',
  summary: { zh: '服务商', en: 'An agency' },
  access: read,
  params,
  response: { 200: Agency },
});

export const changeAgency = route({
  id: 'agencies.change',
  method: 'PATCH',
  path: '/api/agencies/:agencyId',
  summary: { zh: '修改服务商名称', en: 'Rename an agency' },
  access: manage,
  params,
  body: strict({ name: AgencyName }),
  response: { 200: Agency },
});

export const suspendAgency = route({
  id: 'agencies.suspend',
  method: 'POST',
  path: '/api/agencies/:agencyId/suspend',
  summary: {
    zh: '停用服务商：其成员与密钥不能再操作，旗下商户店铺立即停止服务',
    en: "Suspend an agency: its members and keys can do nothing more, and its merchants' shops close at once",
  },
  access: manage,
  params,
  response: { 200: Agency },
});

export const resumeAgency = route({
  id: 'agencies.resume',
  method: 'POST',
  path: '/api/agencies/:agencyId/resume',
  summary: { zh: '恢复服务商及其店铺', en: 'Resume an agency, and its shops' },
  access: manage,
  params,
  response: { 200: Agency },
});
