import { Type } from 'typebox';
import { AppIdSchema, nullable, route, strict } from '#kernel/http/contract.js';
import { enteredKeys } from './payment-account.contract.js';

const path = '/api/platform/pay-partner';
const access = { kind: 'member', permission: 'platform:manage' } as const;

const MaskedPartner = Type.Object({
  mchId: Type.String(),
  appId: AppIdSchema,
  serialNo: Type.String(),
  platformPublicKeyId: nullable(Type.String()),
  acceptsCertificates: Type.Boolean(),
  hasPrivateKey: Type.Literal(true),
  hasApiV3Key: Type.Literal(true),
});

export const getPayPartner = route({
  id: 'payPartner.get',
  method: 'GET',
  path,
  summary: {
    zh: '平台的微信支付服务商号（不含密钥）',
    en: 'The platform’s WeChat Pay partner account, without its secrets',
  },
  access,
  response: { 200: MaskedPartner },
});

export const savePayPartner = route({
  id: 'payPartner.save',
  method: 'PUT',
  path,
  summary: {
    zh: '配置平台的微信支付服务商号；保存前向微信支付验证',
    en: 'Set the platform’s WeChat Pay partner account; WeChat Pay is asked before it is kept',
  },
  access,
  body: strict({ appId: AppIdSchema, ...enteredKeys }),
  response: { 200: MaskedPartner },
});
