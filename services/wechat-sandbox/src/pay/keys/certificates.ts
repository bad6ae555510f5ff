import { seal } from '../../crypto/pay-signing.js';
import type { PayEndpoint } from '../pay-endpoint.js';
import { invalidRequest, PayError } from '../pay-error.js';
import { isKnown, keysOf } from './platform-keys.js';

/** Every platform certificate that is valid, sealed with the merchant's APIv3 key; wechat-pay-v3.md §3.1. */
export const certificateEndpoints: readonly PayEndpoint[] = [
  {
    method: 'GET',
    path: '/v3/certificates',
    takesAnySerial: true,
    handle: async ({ world, merchant }) => {
      if (merchant.mode === 'publicKey') {
        throw new PayError(404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥');
      }
      const { apiV3Key } = merchant;
      if (apiV3Key === null) throw invalidRequest('商户未设置APIv3密钥');
      const { certificates } = await keysOf(world, merchant);
      return {
        data: certificates.filter(isKnown).map((certificate) => ({
          serial_no: certificate.serialNo,
          effective_time: certificate.effectiveTime,
          expire_time: certificate.expireTime,
          encrypt_certificate: seal(certificate.certificatePem, apiV3Key, 'certificate'),
        })),
      };
    },
  },
];
