import { Type } from 'typebox';
import { AppIdSchema, Id, Nothing, nullable, route, strict } from '#kernel/http/contract.js';

const params = strict({ merchantId: Id, appId: AppIdSchema });
const path = '/api/merchants/:merchantId/applets/:appId/payment-account';
const MchId = Type.String({ pattern: '^[0-9]{8,32}$' });
const Pem = Type.String({ minLength: 1, maxLength: 10_000 });

/** Keys of a merchant number, as they are entered; which of them are needed is checked together, and told at each field. */
export const enteredKeys = {
  mchId: Type.Optional(MchId),
  serialNo: Type.Optional(
    Type.String({ pattern: '^[0-9A-F]{8,64}$', description: 'Serial number of the merchant API certificate' }),
  ),
  privateKeyPem: Type.Optional(Pem),
  apiV3Key: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  platformPublicKeyId: Type.Optional(Type.String({ pattern: '^PUB_KEY_ID_[0-9A-Za-z]{1,60}$' })),
  platformPublicKeyPem: Type.Optional(Pem),
  acceptsCertificates: Type.Optional(
    Type.Boolean({
      description:
        'Whether platform certificates count: true without a public key, and while WeChat migrates the number to one',
    }),
  ),
};

const MaskedAccount = Type.Object({
  appId: AppIdSchema,
  mode: Type.Enum(['direct', 'partner']),
  mchId: Type.String({ description: 'In partner mode the platform’s own number' }),
  subMchId: nullable(Type.String()),
  serialNo: nullable(Type.String()),
  platformPublicKeyId: nullable(Type.String()),
  acceptsCertificates: Type.Boolean(),
  hasPrivateKey: Type.Boolean(),
  hasApiV3Key: Type.Boolean(),
  formerMchIds: Type.Array(Type.String(), { description: 'Numbers whose payments are still followed' }),
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
  summary: {
    zh: '配置微信支付商户号：直连商户填密钥，服务商模式只填特约商户号；保存前向微信支付验证',
    en: 'Set the WeChat Pay account of an applet: keys of its own, or the number of a sub merchant of the platform; WeChat Pay is asked before it is kept',
  },
  access: { kind: 'member', permission: 'orders:write' },
  params,
  body: strict({
    mode: Type.Optional(Type.Enum(['direct', 'partner'], { description: 'direct unless given' })),
    subMchId: Type.Optional(MchId),
    ...enteredKeys,
  }),
  response: { 200: MaskedAccount },
});

export const closePaymentAccount = route({
  id: 'paymentAccount.close',
  method: 'DELETE',
  path,
  summary: {
    zh: '停用微信支付商户号：不再收款，已有付款与退款继续处理；特约商户号可由其他商户使用',
    en: 'Take no more payments with the account; those under way are finished, and a sub merchant’s number is free for another merchant',
  },
  access: { kind: 'member', permission: 'orders:write' },
  params,
  response: { 204: Nothing },
});
