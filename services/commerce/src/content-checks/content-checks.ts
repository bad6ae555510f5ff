import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { type AppId, newId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { systemActor } from '#kernel/tenancy/actor.js';
import { ContentSecurityClient, type ContentVerdict } from '#kernel/wechat/content-security-client.js';
import { type ContentField, digestOf, pictureFields, sceneOfField } from './content-check.js';
import type { ContentCheckState } from './content-check-machine.js';

export interface Author {
  readonly tenantId: TenantId;
  readonly appId: AppId;
  readonly shopperId: ShopperId;
}

export interface SubmittedText {
  readonly field: Exclude<ContentField, (typeof pictureFields)[number]>;
  /** See `content_check.subject_key`. */
  readonly subjectKey: string;
  readonly text: string;
  /** Where the text stands in the request, for the refusal. */
  readonly pointer: string;
}

/** However slow WeChat or its tokens are, the shopper waits no longer than this. */
const PATIENCE_MS = 2_500;
const POLL_MS = 50;
/** New texts of one shopper within ten minutes: whoever writes more is no reader, and WeChat's calls are the whole shop's. */
const MAX_TEXTS = 30;

/**
 * WeChat's opinion of a text before it is used. It is asked once for each text and subject, also when a shopper taps twice on two
 * machines; no transaction is open meanwhile.
 */
@Injectable()
export class ContentChecks {
  constructor(
    private readonly database: TenantDatabase,
    private readonly wechat: ContentSecurityClient,
  ) {}

  /**
   * @returns `passed`: use the text; `held`: leave its place empty, the text comes there by itself once somebody has agreed
   * @throws Problem content.refused pointing at the field, content.too_many
   */
  async screen(author: Author, submitted: SubmittedText): Promise<'passed' | 'held'> {
    const claim = await this.claim(author, submitted);
    const state =
      claim.openId === null ? await this.awaitDecision(author, claim.id) : await this.ask(author, submitted, claim);
    if (state !== 'refused') return state === 'passed' ? 'passed' : 'held';
    throw refusedContent(submitted.pointer);
  }

  /**
   * A note on something that is being placed. What WeChat has not agreed to yet comes to the order by itself.
   * @returns what may stand there from the start
   * @throws Problem content.refused, content.too_many
   */
  async screenNote(author: Author, subjectKey: string, note = ''): Promise<string | null> {
    if (note.trim() === '') return null;
    const outcome = await this.screen(author, { field: 'note', subjectKey, text: note, pointer: '/note' });
    return outcome === 'passed' ? note : null;
  }

  /** Whoever writes the row asks WeChat; `openId` is null for everybody else. */
  private async claim(
    { tenantId, appId, shopperId }: Author,
    { field, subjectKey, text }: SubmittedText,
  ): Promise<{ readonly id: string; readonly openId: string | null }> {
    const digest = digestOf(text);
    return this.database.transaction(tenantId, async (tx) => {
      const [claimed] = await tx.query<{ id: string; open_id: string }>(
        `insert into content_check (tenant_id, id, app_id, shopper_id, field, subject_key, digest, content, state, next_attempt_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'checking', now() + interval '30 seconds') on conflict do nothing
         returning id, (select open_id from shopper where tenant_id = $1 and id = $4) as open_id`,
        [tenantId, newId(), appId, shopperId, field, subjectKey, digest, text],
      );
      if (claimed) {
        await requirePace(tx, shopperId);
        return { id: claimed.id, openId: claimed.open_id };
      }
      // Nobody has judged what its author took back.
      const [revived] = await tx.query<{ id: string; open_id: string }>(
        `with again as (update content_check set state = 'checking', content = $6, created_at = now(), decided_at = null, attempts = 0,
             next_attempt_at = now() + interval '30 seconds'
           where tenant_id = $1 and shopper_id = $2 and field = $3 and subject_key = $4 and digest = $5
             and state = 'refused' and decided_by is null returning id)
         select id, (select open_id from shopper where tenant_id = $1 and id = $2) as open_id from again`,
        [tenantId, shopperId, field, subjectKey, digest, text],
      );
      if (revived) return { id: revived.id, openId: revived.open_id };
      // Wished for again: of a shopper's nicknames the last one counts.
      const [known] = await tx.query<{ id: string }>(
        `with again as (update content_check set created_at = now()
           where tenant_id = $1 and shopper_id = $2 and field = $3 and subject_key = $4 and digest = $5 returning id)
         select id from again`,
        [tenantId, shopperId, field, subjectKey, digest],
      );
      if (!known) throw new Error('A check is neither new nor known.');
      return { id: known.id, openId: null };
    });
  }

  private async ask(
    { tenantId, appId }: Author,
    { field, text }: SubmittedText,
    { id, openId }: { readonly id: string; readonly openId: string | null },
  ): Promise<ContentCheckState> {
    const asked = this.wechat.checkText(tenantId, appId, { openId: openId ?? '', text, scene: sceneOfField[field] });
    const verdict = await Promise.race([asked.catch(() => null), delay(PATIENCE_MS, null, { ref: false })]);
    const state = stateAfter(verdict);
    // What a person has to look at is not asked again; an outage, or a shopper WeChat has not seen, is.
    const retry = state === 'held' && verdict?.suggestion !== 'review';
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update content_check set state = $3, suggestion = $4, label = $5, trace_id = $6, attempts = 1,
           content = case when $3 = 'held' then content end, next_attempt_at = case when $7 then now() + interval '1 minute' end,
           decided_at = case when $3 <> 'held' then now() end, decided_by = case when $3 <> 'held' then $8::jsonb end
         where tenant_id = $1 and id = $2 and state = 'checking'`,
        [
          tenantId,
          id,
          state,
          verdict?.suggestion ?? null,
          verdict?.label ?? null,
          verdict?.traceId ?? null,
          retry,
          JSON.stringify(systemActor('content security')),
        ],
      ),
    );
    return state;
  }

  /** Another request with the same text is asking, or has asked. */
  private async awaitDecision({ tenantId }: Author, checkId: string): Promise<ContentCheckState> {
    for (let waitedMs = 0; ; waitedMs += POLL_MS) {
      const [row] = await this.database.transaction(tenantId, (tx) =>
        tx.query<{ state: ContentCheckState }>('select state from content_check where tenant_id = $1 and id = $2', [
          tenantId,
          checkId,
        ]),
      );
      if (row?.state !== 'checking' || waitedMs >= PATIENCE_MS) return row?.state ?? 'held';
      await delay(POLL_MS);
    }
  }
}

/** The shopper's row makes texts that come at the same moment wait for each other. @throws Problem content.too_many */
async function requirePace(tx: TenantTransaction, shopperId: ShopperId): Promise<void> {
  await tx.query('select 1 from shopper where tenant_id = $1 and id = $2 for no key update', [tx.tenantId, shopperId]);
  const [row] = await tx.query<{ recent: number }>(
    `select count(*)::int as recent from content_check
     where tenant_id = $1 and shopper_id = $2 and field <> all($3) and created_at > now() - interval '10 minutes'`,
    [tx.tenantId, shopperId, pictureFields],
  );
  if ((row?.recent ?? 0) > MAX_TEXTS) throw new Problem('content.too_many');
}

/** @param pointer the field whose words were refused */
export function refusedContent(pointer: string): Problem {
  return new Problem('content.refused', {
    errors: [
      {
        pointer,
        code: 'content',
        detail: { zh: '含有不当内容，请修改', en: 'has unsuitable content: please change it' },
      },
    ],
  });
}

/** Null: WeChat could not be asked. */
export function stateAfter(verdict: ContentVerdict | null): 'passed' | 'refused' | 'held' {
  if (verdict?.suggestion === 'pass') return 'passed';
  return verdict?.suggestion === 'risky' ? 'refused' : 'held';
}
