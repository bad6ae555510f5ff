import { Type } from 'typebox';
import { Id, Nothing, nullable, permissions, route, strict } from '#kernel/http/contract.js';
import { memberRoles } from '../access/roles.js';
import { lineOfText } from '../data/text-schema.js';
import { Password } from './passwords.js';

/** Who is logged in, and what the dashboard may offer them. */
const Session = Type.Object({
  kind: Type.Enum(['operator', 'agency', 'merchant']),
  memberId: nullable(Id),
  email: nullable(Type.String()),
  name: Type.String(),
  role: nullable(Type.Enum([...memberRoles])),
  agencyId: nullable(Id),
  merchantId: nullable(Id),
  permissions: Type.Array(Type.Enum([...permissions])),
});

export const logIn = route({
  id: 'session.logIn',
  method: 'POST',
  path: '/api/session',
  summary: { zh: '登录', en: 'Log in' },
  access: { kind: 'public', reason: 'this is where a caller becomes known; throttled by e-mail and address' },
  body: strict({
    email: lineOfText(254),
    password: Type.String({ minLength: 1, maxLength: 128 }),
  }),
  response: { 200: Session },
});

export const whoAmI = route({
  id: 'session.whoAmI',
  method: 'GET',
  path: '/api/session',
  summary: { zh: '当前登录者及其权限', en: 'Who is logged in, and what they may do' },
  access: { kind: 'member', permission: 'any' },
  response: { 200: Session },
});

export const logOut = route({
  id: 'session.logOut',
  method: 'DELETE',
  path: '/api/session',
  summary: { zh: '退出登录', en: 'Log out' },
  access: { kind: 'member', permission: 'any' },
  response: { 204: Nothing },
});

export const changePassword = route({
  id: 'session.changePassword',
  method: 'PUT',
  path: '/api/session/password',
  summary: {
    zh: '修改密码，并结束本人的其他登录',
    en: 'Change the password and end all other sessions of this member',
  },
  access: { kind: 'member', permission: 'any' },
  body: strict({ currentPassword: Type.String({ minLength: 1, maxLength: 128 }), newPassword: Password }),
  response: { 204: Nothing },
});
