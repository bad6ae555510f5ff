import { Type } from 'typebox';
import { AppIdSchema, Id, route, strict } from '#kernel/http/contract.js';

const params = strict({ merchantId: Id, appId: AppIdSchema });
const path = '/api/merchants/:merchantId/applets/:appId/payment-account';
const shown = {
  mchId: Type.String({ pattern: '^[0-9]{8,32}$' }),
  serialNo: Type.String({ pattern: '^[0-9A-F]{8,64}$', description: 'Serial number of the merchant API certificate' }),
  platformPublicKeyId: Type.String({ pattern: '^PUB_KEY_ID_[0-9A-Za-z]{1,60}$' }),
};

const MaskedAccount = Type.Object({
  appId: AppIdSchema,
  ...shown,
  hasPrivateKey: Type.Literal(true),
  hasApiV3Key: Type.Literal(true),
});

export const getPaymentAccount = route({
  id: 'paymentAccount.get',
  method: 'GET',
  path,
  summary: { zh: '微信支付商户号（不含密钥）', en: 'The WeChat Pay account, without its secrets' },
  access: { kind: 'member', permission: 'merchants:read' },
  params,
  response: { 200: MaskedAccount },
});

export const savePaymentAccount = route({
  id: 'paymentAccount.save',
  method: 'PUT',
  path,
  summary: { zh: '配置微信支付商户号', en: 'Set the WeChat Pay account of an applet' },
  access: { kind: 'member', permission: 'orders:write' },
  params,
  body: strict({
    ...shown,
    privateKeyPem: Type.String({ minLength: 1, maxLength: 10_000 }),
    apiV3Key: Type.String({ minLength: 1, maxLength: 100 }),
    platformPublicKeyPem: Type.String({ minLength: 1, maxLength: 10_000 }),
  }),
  response: { 200: MaskedAccount },
});
