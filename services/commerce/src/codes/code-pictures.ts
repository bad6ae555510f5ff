import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import { toProblem, WechatError } from '#kernel/wechat/wechat-error.js';
import type { WechatFile } from '#kernel/wechat/transport.js';
import { WxacodeClient } from '#kernel/wechat/wxacode-client.js';
import { sniffImage } from '../images/image-type.js';
import { sceneOf } from './short-code.js';

interface CodeRow {
  readonly id: string;
  readonly app_id: AppId;
  readonly code: string;
}

/** In print a code is a few centimetres wide: sharp up to five. */
const WIDTH_PX = 600;
const PAGE_NOT_RELEASED = 'wechat.page_not_released';

/**
 * Brings the picture of one code from WeChat into our storage. The same scene gives the same code, so a picture may be made twice. Before
 * the first release WeChat only makes it unchecked; the sweeper has it made once more afterwards, when a page that is missing is told.
 */
@Injectable()
export class CodePictures implements JobHandler<'short-code.picture'> {
  readonly job = 'short-code.picture';

  constructor(
    private readonly database: TenantDatabase,
    private readonly wechat: WxacodeClient,
    private readonly objects: ObjectStore,
  ) {}

  async handle({ tenantId, codeId }: JobPayload<'short-code.picture'>): Promise<void> {
    const row = await this.begin(tenantId, codeId);
    if (!row) return;
    try {
      const { file, isChecked } = await this.ask(tenantId, row);
      await this.store(tenantId, row, file, isChecked);
    } catch (error) {
      if (!(error instanceof WechatError)) throw error;
      await this.note(tenantId, row, error);
    }
  }

  private async ask(tenantId: TenantId, row: CodeRow): Promise<{ file: WechatFile; isChecked: boolean }> {
    const wanted = { scene: sceneOf(row.code), width: WIDTH_PX };
    try {
      const file = await this.wechat.getUnlimited(tenantId, row.app_id, { ...wanted, checkPath: true });
      return { file, isChecked: true };
    } catch (error) {
      if (!(error instanceof WechatError) || toProblem(error).code !== PAGE_NOT_RELEASED) throw error;
      const file = await this.wechat.getUnlimited(tenantId, row.app_id, { ...wanted, checkPath: false });
      return { file, isChecked: false };
    }
  }

  private async store(tenantId: TenantId, row: CodeRow, { bytes }: WechatFile, isChecked: boolean): Promise<void> {
    const type = sniffImage(bytes);
    if (type === null || type.extension === 'svg') throw new Problem('wechat.unexpected_answer');
    const file = `${row.id}.${type.extension}`;
    await this.objects.put(picturePath(tenantId, file), bytes, { contentType: type.contentType });
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update short_code set picture = 'made', picture_file = $3, picture_checked = $4, picture_problem = null,
           picture_attempts = picture_attempts + 1, next_attempt_at = null
         where tenant_id = $1 and id = $2`,
        [tenantId, row.id, file, isChecked],
      ),
    );
  }

  /** What waiting can mend is tried again ever more rarely; the rest is shown to whoever must act. A picture that is there stays. */
  private async note(tenantId: TenantId, row: CodeRow, error: WechatError): Promise<void> {
    const problem = toProblem(error);
    const isFinal = error.retry === 'never';
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update short_code set picture = case when picture = 'made' then picture when $3 then 'refused' else 'due' end,
           picture_checked = picture = 'made' and $3, picture_problem = $4, picture_attempts = picture_attempts + 1,
           next_attempt_at = case when $3 then null
             else now() + least(interval '1 minute' * power(2, least(picture_attempts, 9)), interval '6 hours') end
         where tenant_id = $1 and id = $2`,
        [tenantId, row.id, isFinal, JSON.stringify({ code: problem.code, actor: error.actor, ...textsOf(problem) })],
      ),
    );
  }

  /** Whatever becomes of the call, the next try is written down before it. */
  private async begin(tenantId: TenantId, codeId: string): Promise<CodeRow | undefined> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<CodeRow>(
        `with begun as (update short_code set next_attempt_at = now() + interval '2 minutes'
           where tenant_id = $1 and id = $2 and state = 'active' and picture <> 'refused' and not picture_checked returning *)
         select id, app_id, code from begun`,
        [tenantId, codeId],
      );
      return row;
    });
  }
}

export function picturePath(tenantId: TenantId, file: string): string {
  return tenantPath(tenantId, 'codes', file);
}

function textsOf(problem: Problem) {
  return { detail: { zh: problem.toDocument('zh').detail, en: problem.toDocument('en').detail } };
}
