import { Type } from 'typebox';
import { AVATAR_FILE_PATTERN } from '#commerce/content-checks/avatar-files.js';
import { AppIdSchema, Id, Nothing, nullable, route, strict } from '#kernel/http/contract.js';
import { ImageUrl, shopParams } from '../shop-window/shop-window.contract.js';

const access = { kind: 'shopper' } as const;

const Profile = Type.Object({
  id: Id,
  nickname: nullable(Type.String()),
  heldNickname: nullable(Type.String({ description: 'Sent last, and not shown to anybody else yet' })),
  avatarUrl: nullable(ImageUrl),
  heldAvatarUrl: nullable(ImageUrl),
  phone: nullable(Type.String({ description: 'Masked: 138****8000' })),
});

export const getProfile = route({
  id: 'profile.get',
  method: 'GET',
  path: '/a/:appId/me',
  summary: { zh: '我的资料', en: 'What the shopper has said of themselves' },
  access,
  params: shopParams,
  response: { 200: Profile },
});

export const setNickname = route({
  id: 'profile.setNickname',
  method: 'PUT',
  path: '/a/:appId/me/nickname',
  summary: { zh: '设置昵称（经内容安全检测）', en: 'Set the nickname; WeChat checks it' },
  access,
  params: shopParams,
  body: strict({
    nickname: Type.String({
      minLength: 1,
      maxLength: 32,
      pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*\\S[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$',
    }),
  }),
  response: { 200: Profile },
});

export const setPhone = route({
  id: 'profile.setPhone',
  method: 'POST',
  path: '/a/:appId/me/phone',
  summary: { zh: '用“获取手机号”的 code 绑定手机号', en: 'Keep the phone number behind a code of getPhoneNumber' },
  access,
  params: shopParams,
  body: strict({ code: Type.String({ minLength: 1, maxLength: 200 }) }),
  response: { 200: Type.Object({ phone: Type.String() }) },
});

export const removePhone = route({
  id: 'profile.removePhone',
  method: 'DELETE',
  path: '/a/:appId/me/phone',
  summary: { zh: '删除手机号', en: 'Forget the phone number' },
  access,
  params: shopParams,
  response: { 204: Nothing },
});

export const setAvatar = route({
  id: 'profile.setAvatar',
  method: 'PUT',
  path: '/a/:appId/me/avatar',
  summary: {
    zh: '上传头像（PNG、JPEG、GIF 或 WebP，最大2MB，经内容安全检测后显示）',
    en: 'Send a picture of at most 2 MB; it is shown once WeChat has checked it',
  },
  access,
  params: shopParams,
  body: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  consumes: 'image/*',
  response: { 200: Profile },
});

export const removeAvatar = route({
  id: 'profile.removeAvatar',
  method: 'DELETE',
  path: '/a/:appId/me/avatar',
  summary: { zh: '删除头像', en: 'Remove the avatar' },
  access,
  params: shopParams,
  response: { 204: Nothing },
});

export const getAvatar = route({
  id: 'profile.avatar',
  method: 'GET',
  path: '/a/:appId/avatars/:file',
  summary: { zh: '头像图片', en: 'A picture of a shopper' },
  access: {
    kind: 'public',
    reason: "its name is 32 random digits: before it is checked only its sender and WeChat's checker know it",
  },
  params: strict({ appId: AppIdSchema, file: Type.String({ pattern: AVATAR_FILE_PATTERN }) }),
  response: { 200: Nothing },
});
