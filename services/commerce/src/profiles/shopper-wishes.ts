import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, ShopperId, TenantId } from '#kernel/identity/ids.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import type { PushListener } from '#kernel/wechat/push-listener.js';
import type { EventPush } from '#kernel/wechat/push-types.js';
import { deleteAvatars } from '../content-checks/avatar-files.js';
import { showAvatar } from '../content-checks/content-check.js';

type Wish = Extract<EventPush, { readonly kind: 'shopperRevoked' | 'shopperCancelled' }>;

/** WeChat's numbers for what was revoked (`shared/wechat/login-and-user.md` §4). */
const PHONE = 8;
const NICKNAME_AND_AVATAR: readonly number[] = [6, 19, 20];

/** A shopper takes back a permission, or closes the account: what they had said of themselves is deleted. Orders stay, as the law wants. */
@Injectable()
export class ShopperWishes implements PushListener<'shopperRevoked' | 'shopperCancelled'> {
  readonly kinds = ['shopperRevoked', 'shopperCancelled'] as const;

  constructor(
    private readonly database: TenantDatabase,
    private readonly objects: ObjectStore,
  ) {}

  async handle(tenantId: TenantId, appId: AppId | null, push: Wish): Promise<string | null> {
    const { phone, looks } = whatToForget(push);
    if (!phone && !looks) return 'nothing of it is stored';
    const unused = await this.database.transaction(tenantId, async (tx) => {
      const [shopper] = await tx.query<{ id: ShopperId }>(
        'select id from shopper where tenant_id = $1 and app_id = $2 and open_id = $3',
        [tenantId, appId, push.openId],
      );
      if (!shopper) return null;
      const pictures = looks ? await forgetLooks(tx, shopper.id) : [];
      if (phone) {
        await tx.execute(
          'update shopper set phone_sealed = null, phone_masked = null, phone_code_digest = null where tenant_id = $1 and id = $2',
          [tenantId, shopper.id],
        );
      }
      return pictures;
    });
    if (unused === null) return 'no shopper of ours';
    await deleteAvatars(this.objects, tenantId, unused);
    return null;
  }
}

/** @returns the pictures nobody shows any more */
async function forgetLooks(tx: TenantTransaction, shopperId: ShopperId): Promise<string[]> {
  const waiting = await tx.query<{ content: string | null; field: string }>(
    `with gone as (select id, content, field from content_check where tenant_id = $1 and shopper_id = $2
         and field in ('nickname', 'avatar') and state in ('checking', 'held') for update),
       refused as (update content_check c set state = 'refused', content = null, decided_at = now(), next_attempt_at = null
         from gone g where c.tenant_id = $1 and c.id = g.id)
     select content, field from gone`,
    [tx.tenantId, shopperId],
  );
  await tx.execute('update shopper set nickname = null where tenant_id = $1 and id = $2', [tx.tenantId, shopperId]);
  const pictures = waiting.flatMap(({ content, field }) => (field === 'avatar' && content !== null ? [content] : []));
  return [...pictures, ...(await showAvatar(tx, shopperId, null))];
}

function whatToForget(push: Wish): { readonly phone: boolean; readonly looks: boolean } {
  if (push.kind === 'shopperCancelled') return { phone: true, looks: true };
  const revoked = push.revokeInfo.split(/[^\d]+/).map(Number);
  return { phone: revoked.includes(PHONE), looks: NICKNAME_AND_AVATAR.some((number) => revoked.includes(number)) };
}
