import type { AppId, TenantId } from '../identity/ids.js';
import type { WechatPush } from './push-types.js';

/**
 * A part of the product that acts on stored pushes. The worker hands each push to the listener of its kind; a kind without a
 * listener is recorded only. An event may arrive twice, late or never: it only says "look again".
 */
export interface PushListener<Kind extends WechatPush['kind'] = WechatPush['kind']> {
  /** No two listeners name the same kind. */
  readonly kinds: readonly Kind[];
  /** @returns why nothing was done; null when something was */
  handle(
    tenantId: TenantId,
    appId: AppId | null,
    push: Extract<WechatPush, { readonly kind: Kind }>,
  ): Promise<string | null>;
}

/** Injection token of the list of all listeners, put together by the program. */
export const PUSH_LISTENERS = Symbol('PushListener[]');
