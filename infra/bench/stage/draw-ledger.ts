import type { Client } from 'pg';

/** What the database says after the tries. */
export interface DrawLedger {
  readonly entries: number;
  /** Entries that did not get thanks. */
  readonly won: number;
  /** What is not exact: a counter that is not its rows, a gap in the numbers, a prize given too often, a win without its coupon or delivery. */
  readonly wrong: number;
}

export async function readDrawLedger(owner: Client): Promise<DrawLedger> {
  const { rows } = await owner.query<Record<keyof DrawLedger, string>>(
    `select (select count(*) from draw_entry) as entries,
       (select count(*) from draw_entry e join draw_prize p using (tenant_id, draw_id, position) where p.kind <> 'thanks') as won,
       (select count(*) from draw d cross join lateral (
          select count(*) as made, coalesce(max(number), 0) as last from draw_entry e where e.tenant_id = d.tenant_id and e.draw_id = d.id) t
        where d.entries <> t.made or d.entries <> t.last)
       + (select count(*) from draw_prize p left join (
            select tenant_id, draw_id, position, count(*) as got, count(claim_id) as claims from draw_entry group by 1, 2, 3
          ) e using (tenant_id, draw_id, position)
          where p.awarded <> coalesce(e.got, 0) or p.awarded > p.total or (p.kind = 'coupon' and coalesce(e.claims, 0) <> p.awarded))
       + (select count(*) from draw_entry e join draw_prize p using (tenant_id, draw_id, position)
          left join draw_delivery v using (tenant_id, draw_id, number) where (p.kind = 'goods') <> (v.number is not null))
       + (select count(*) from coupon c join (select tenant_id, coupon_id from draw_prize where coupon_id is not null group by 1, 2) p
            on p.tenant_id = c.tenant_id and p.coupon_id = c.id
          where c.claimed <> (select count(*) from coupon_claim k where k.tenant_id = c.tenant_id and k.coupon_id = c.id)) as wrong`,
  );
  const count = (name: keyof DrawLedger) => Number(rows[0]?.[name]);
  return { entries: count('entries'), won: count('won'), wrong: count('wrong') };
}

export function isExact({ wrong }: DrawLedger): boolean {
  return wrong === 0;
}

export function drawLine(draws: DrawLedger): string {
  const { entries, won, wrong } = draws;
  const prizes = isExact(draws)
    ? 'every prize is an entry’s, none given twice'
    : `${wrong} PRIZES OR NUMBERS ARE WRONG`;
  return `${entries} tries, ${won} of them won: ${prizes}.`;
}
