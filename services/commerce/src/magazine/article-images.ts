import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId } from '#kernel/identity/ids.js';
import { urlWithoutFetching } from './image-source.js';

/** Notes the pictures that an article or author names and asks for those that are somewhere else. */
export async function noteImages(tx: TenantTransaction, sources: readonly (string | null)[]): Promise<void> {
  const named = [...new Set(sources.filter((source) => source !== null))].sort();
  if (named.length === 0) return;
  const rows = named.map((source) => ({ id: newId(), source, url: urlWithoutFetching(source) }));
  const due = await tx.query<{ id: string }>(NOTE, [tx.tenantId, JSON.stringify(rows)]);
  for (const { id: imageId } of due) await tx.enqueue('article-image.fetch', { tenantId: tx.tenantId, imageId });
}

/** SQL for the address of the picture that a column names. */
export function imageUrl(tenant: string, source: string): string {
  return `(select i.url from article_image i where i.tenant_id = ${tenant} and i.source = ${source})`;
}

// next_attempt_at lets the sweeper fetch what the job did not; naming an unreachable picture again is a reason to try it at once.
const NOTE = `
  with noted as (
    insert into article_image (tenant_id, id, source, state, url, next_attempt_at)
    select $1, id, source, case when url is null then 'pending' else 'stored' end, url,
      case when url is null then now() + interval '2 minutes' end
    from jsonb_to_recordset($2::jsonb) as named (id uuid, source text, url text)
    on conflict (tenant_id, source) do update set attempts = article_image.attempts
    returning id, state
  )
  select id from noted where state <> 'stored'`;
