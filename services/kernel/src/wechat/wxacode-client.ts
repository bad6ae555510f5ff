import type { AppId, TenantId } from '../identity/ids.js';
import type { AuthorizedCalls } from './authorized-calls.js';
import type { WechatFile } from './transport.js';

/** `shared/wechat/login-and-user.md` §7: no `%`, therefore nothing URL-encoded and no Chinese. */
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/;

export interface UnlimitedCode {
  /** 1 to 32 characters of WeChat's set; the page reads it as `query.scene`. */
  readonly scene: string;
  /** Without a leading "/" and without query; the home page when left out. */
  readonly page?: string;
  /** Whether WeChat refuses a page (41030) that the released version does not have. Before the first release nothing else works than false. */
  readonly checkPath: boolean;
  /** 280 to 1280 pixels, 430 when left out. */
  readonly width?: number;
  readonly environment?: 'release' | 'trial' | 'develop';
  /** A PNG without background in place of a JPEG. */
  readonly isTransparent?: boolean;
}

/** Mini-program codes (`shared/wechat/login-and-user.md` §7, B): any number of them, at most 5,000 calls a minute. Permission set 17. */
export class WxacodeClient {
  constructor(private readonly calls: AuthorizedCalls) {}

  /** @throws WechatError 41030 (page not released), 40129, 40169 (scene), 85096, 45009, 45011. */
  getUnlimited(tenantId: TenantId, appId: AppId, code: UnlimitedCode): Promise<WechatFile> {
    if (!SCENE.test(code.scene)) throw new TypeError(`Not a scene WeChat accepts: ${JSON.stringify(code.scene)}`);
    return this.calls.download(tenantId, appId, {
      method: 'POST',
      path: '/wxa/getwxacodeunlimit',
      body: {
        scene: code.scene,
        ...(code.page !== undefined && { page: code.page }),
        check_path: code.checkPath,
        ...(code.width !== undefined && { width: code.width }),
        ...(code.environment !== undefined && { env_version: code.environment }),
        ...(code.isTransparent !== undefined && { is_hyaline: code.isTransparent }),
      },
      idempotent: true,
    });
  }
}
