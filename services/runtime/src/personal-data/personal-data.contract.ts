import { Type } from 'typebox';
import { blockerTexts } from '#commerce/personal-data/personal-blockers.js';
import { nullable, route, Timestamp } from '#kernel/http/contract.js';
import { shopParams } from '../shop-window/shop-window.contract.js';

const access = { kind: 'shopper' } as const;

const Deletion = Type.Object({
  state: Type.Enum(['none', 'requested', 'withdrawn', 'done']),
  requestedAt: nullable(Timestamp),
  dueAt: nullable({ ...Timestamp, description: 'when the data goes, unless the wish is taken back' }),
  blockers: Type.Array(Type.Object({ code: Type.Enum(Object.keys(blockerTexts)), sentence: Type.String() }), {
    description: 'what has to be settled first',
  }),
});

export const exportPersonalData = route({
  id: 'personalData.export',
  method: 'GET',
  path: '/a/:appId/me/data',
  summary: { zh: '导出我的个人数据', en: 'All that the shop knows of the shopper, by table' },
  access,
  params: shopParams,
  response: {
    200: Type.Object({
      exportedAt: Timestamp,
      data: Type.Record(Type.String(), Type.Array(Type.Record(Type.String(), Type.Unknown()))),
    }),
  },
});

export const getDeletion = route({
  id: 'personalData.getDeletion',
  method: 'GET',
  path: '/a/:appId/me/deletion',
  summary: { zh: '注销状态与条件', en: 'How a deletion stands, and what has to be settled before one' },
  access,
  params: shopParams,
  response: { 200: Deletion },
});

export const requestDeletion = route({
  id: 'personalData.requestDeletion',
  method: 'POST',
  path: '/a/:appId/me/deletion',
  summary: {
    zh: '申请注销并删除个人数据（七天内可撤回）',
    en: 'Ask to be forgotten; for seven days it can be taken back',
  },
  access,
  params: shopParams,
  response: { 200: Deletion },
});

export const withdrawDeletion = route({
  id: 'personalData.withdrawDeletion',
  method: 'DELETE',
  path: '/a/:appId/me/deletion',
  summary: { zh: '撤回注销申请', en: 'Take the wish to be forgotten back' },
  access,
  params: shopParams,
  response: { 200: Deletion },
});
