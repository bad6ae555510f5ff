import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ShopperId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { avatarPath, deleteAvatars, MAX_AVATAR_BYTES } from '../content-checks/avatar-files.js';
import { OWN_PROFILE, showAvatar, showNickname } from '../content-checks/content-check.js';
import { type Author, ContentChecks } from '../content-checks/content-checks.js';
import { sniffImage } from '../images/image-type.js';

/** A shopper as they see themselves. */
export interface Profile {
  readonly id: string;
  readonly nickname: string | null;
  /** What they wrote last and nobody else sees yet. */
  readonly heldNickname: string | null;
  /** A path below the applet's address. */
  readonly avatarUrl: string | null;
  /** The picture they sent last, while it is being looked at. */
  readonly heldAvatarUrl: string | null;
  /** The last four digits, the rest hidden. */
  readonly phone: string | null;
}

/** What a shopper says of themselves: nickname and avatar, which others see only once WeChat has nothing against them. */
@Injectable()
export class Profiles {
  constructor(
    private readonly database: TenantDatabase,
    private readonly objects: ObjectStore,
    private readonly checks: ContentChecks,
  ) {}

  async view({ tenantId, shopperId }: Author): Promise<Profile> {
    const [row] = await this.database.transaction(tenantId, (tx) =>
      tx.query<Profile>(
        `select s.id, s.nickname, 'avatars/' || s.avatar_file as "avatarUrl", s.phone_masked as phone,
           (select content from content_check c where c.tenant_id = $1 and c.shopper_id = s.id and c.field = 'nickname'
             and c.state in ('checking', 'held') order by created_at desc limit 1) as "heldNickname",
           (select 'avatars/' || content from content_check c where c.tenant_id = $1 and c.shopper_id = s.id and c.field = 'avatar'
             and c.state in ('checking', 'held') order by id desc limit 1) as "heldAvatarUrl"
         from shopper s where s.tenant_id = $1 and s.id = $2`,
        [tenantId, shopperId],
      ),
    );
    if (!row) throw new Problem('shopper.login_required');
    return row;
  }

  /** @throws Problem content.refused */
  async setNickname(author: Author, nickname: string): Promise<Profile> {
    const text = nickname.trim();
    const outcome = await this.checks.screen(author, {
      field: 'nickname',
      subjectKey: OWN_PROFILE,
      text,
      pointer: '/nickname',
    });
    if (outcome === 'passed') {
      await this.database.transaction(author.tenantId, (tx) => showNickname(tx, author.shopperId, text));
    }
    return this.view(author);
  }

  /** The picture is stored and looked at; until then only its sender and WeChat know where. @throws Problem avatar.invalid */
  async setAvatar(author: Author, bytes: Buffer): Promise<Profile> {
    const { tenantId, appId, shopperId } = author;
    const type = sniffImage(bytes);
    if (type === null || type.extension === 'svg' || bytes.length > MAX_AVATAR_BYTES)
      throw new Problem('avatar.invalid');
    const file = `${randomBytes(16).toString('hex')}.${type.extension}`;
    await this.objects.put(avatarPath(tenantId, file), bytes, { contentType: type.contentType });
    const superseded = await this.database.transaction(tenantId, async (tx) => {
      // One picture at a time: who sends a second one has changed their mind about the first.
      const waiting = await withdrawWaiting(tx, shopperId);
      const checkId = newId();
      await tx.execute(
        `insert into content_check (tenant_id, id, app_id, shopper_id, field, subject_key, digest, content, state, next_attempt_at)
         values ($1, $2, $3, $4, 'avatar', $5, $6, $7, 'checking', now())`,
        [tenantId, checkId, appId, shopperId, OWN_PROFILE, createHash('sha256').update(bytes).digest(), file],
      );
      await tx.enqueue('content-check.step', { tenantId, checkId });
      return waiting;
    });
    await deleteAvatars(this.objects, tenantId, superseded);
    return this.view(author);
  }

  async removeAvatar(author: Author): Promise<void> {
    const { tenantId, shopperId } = author;
    const unused = await this.database.transaction(tenantId, async (tx) => {
      const waiting = await withdrawWaiting(tx, shopperId);
      return [...waiting, ...(await showAvatar(tx, shopperId, null))];
    });
    await deleteAvatars(this.objects, tenantId, unused);
  }
}

/** @returns the pictures that are not looked at any more */
async function withdrawWaiting(tx: TenantTransaction, shopperId: ShopperId): Promise<string[]> {
  const rows = await tx.query<{ content: string }>(
    `with waiting as (select id, content from content_check where tenant_id = $1 and shopper_id = $2 and field = 'avatar'
         and state in ('checking', 'held') for update),
       gone as (update content_check c set state = 'refused', decided_at = now(), content = null, next_attempt_at = null
         from waiting w where c.tenant_id = $1 and c.id = w.id)
     select content from waiting where content is not null`,
    [tx.tenantId, shopperId],
  );
  return rows.map(({ content }) => content);
}
