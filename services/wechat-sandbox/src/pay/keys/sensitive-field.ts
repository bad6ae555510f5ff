import { decryptField } from '../../crypto/pay-signing.js';
import type { PayCall } from '../pay-endpoint.js';
import { parameterError } from '../pay-error.js';
import { requireNamedKey } from './signing-key.js';

/** Opens a field that was encrypted with the key `Wechatpay-Serial` names (wechat-pay-v3.md §2); 400 PARAM_ERROR otherwise. */
export async function openField(call: PayCall, field: string, ciphertext: string): Promise<string> {
  const wanted = String(call.incoming.headers['wechatpay-serial'] ?? '');
  if (wanted === '') throw parameterError(field, undefined, '含敏感信息的请求须携带Wechatpay-Serial');
  const key = await requireNamedKey(call.world, call.merchant, wanted);
  try {
    return decryptField(ciphertext, key.privateKeyPem);
  } catch {
    throw parameterError(field, ciphertext, '敏感信息解密失败，请检查加密所用的公钥与Wechatpay-Serial');
  }
}
