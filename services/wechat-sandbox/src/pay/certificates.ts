import { seal } from '../crypto/pay-signing.js';
import type { PayEndpoint } from './pay-endpoint.js';
import { PayError } from './pay-error.js';
import { platformKeys } from './platform-keys.js';

/** The platform certificate, sealed with the merchant's APIv3 key; wechat-pay-v3.md §3.1. */
export const certificateEndpoints: readonly PayEndpoint[] = [
  {
    method: 'GET',
    path: '/v3/certificates',
    handle: async ({ world, merchant }) => {
      if (merchant.mode === 'publicKey') {
        throw new PayError(404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥');
      }
      const keys = await platformKeys(world);
      return {
        data: [
          {
            serial_no: keys.certificateSerial,
            effective_time: keys.certificateEffectiveTime,
            expire_time: keys.certificateExpireTime,
            encrypt_certificate: seal(keys.certificatePem, merchant.apiV3Key, 'certificate'),
          },
        ],
      };
    },
  },
];
