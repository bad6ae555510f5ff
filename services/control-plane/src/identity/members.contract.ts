import { Type } from 'typebox';
import { Id, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { memberRoles } from '../access/roles.js';
import { lineOfText } from '../data/text-schema.js';
import { Password } from './passwords.js';

const Role = Type.Enum([...memberRoles]);
export const Email = Type.String({ format: 'email', maxLength: 254 });
export const PersonName = lineOfText(50);

export const Member = Type.Object({
  id: Id,
  email: Type.String(),
  name: Type.String(),
  role: Role,
  status: Type.Enum(['active', 'disabled']),
  createdAt: Timestamp,
});

const newMember = strict({ email: Email, name: PersonName, role: Role, password: Password });
const memberChange = strict({
  name: Type.Optional(PersonName),
  role: Type.Optional(Role),
  status: Type.Optional(Type.Enum(['active', 'disabled'])),
});
const manage = { kind: 'member', permission: 'agency:manage' } as const;

export const listMembers = route({
  id: 'members.list',
  method: 'GET',
  path: '/api/members',
  summary: { zh: '本服务商（或平台）的成员', en: "The members of the caller's agency, or of the operator" },
  access: { kind: 'member', permission: 'agency:read' },
  query: strict(pageQuery),
  response: { 200: pageOf(Member) },
});

export const createMember = route({
  id: 'members.create',
  method: 'POST',
  path: '/api/members',
  summary: { zh: '新增成员', en: 'Add a member' },
  access: manage,
  body: newMember,
  response: { 201: Member },
});

export const changeMember = route({
  id: 'members.change',
  method: 'PATCH',
  path: '/api/members/:memberId',
  summary: { zh: '修改姓名、角色，停用或启用成员', en: 'Change name or role, disable or enable a member' },
  access: manage,
  params: strict({ memberId: Id }),
  body: memberChange,
  response: { 200: Member },
});

export const listMerchantMembers = route({
  id: 'merchantMembers.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/members',
  summary: { zh: '商户的成员', en: 'The members of a merchant' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: strict({ merchantId: Id }),
  query: strict(pageQuery),
  response: { 200: pageOf(Member) },
});

export const createMerchantMember = route({
  id: 'merchantMembers.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/members',
  summary: { zh: '为商户新增成员', en: 'Add a member to a merchant' },
  access: { kind: 'member', permission: 'merchants:write' },
  params: strict({ merchantId: Id }),
  body: newMember,
  response: { 201: Member },
});

export const changeMerchantMember = route({
  id: 'merchantMembers.change',
  method: 'PATCH',
  path: '/api/merchants/:merchantId/members/:memberId',
  summary: { zh: '修改商户成员的姓名、角色，停用或启用', en: "Change a merchant's member, disable or enable them" },
  access: { kind: 'member', permission: 'merchants:write' },
  params: strict({ merchantId: Id, memberId: Id }),
  body: memberChange,
  response: { 200: Member },
});
