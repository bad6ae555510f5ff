import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';

const BATCH = 5_000;

/** Rows that have served their purpose: how long each kind is kept after that, and how one batch of it is deleted. */
const EXPIRED: readonly string[] = [
  batch('platform.session', `expires_at < now()`),
  batch('platform.login_failure', `failed_at < now() - interval '1 day'`),
  // Whoever is asked about an audit or an authorisation of last month still finds what WeChat said.
  batch('platform.wechat_push', `settled_at is not null and received_at < now() - interval '60 days'`),
  // Given up after twenty attempts, and nobody has looked at it for half a year.
  batch('platform.wechat_push', `settled_at is null and received_at < now() - interval '180 days'`),
  // WeChat Pay repeats a notice for a day. Booking is idempotent without this row as well.
  batch('payment_notice', `received_at < now() - interval '60 days'`),
  // What a shopper was told of an order is of no use to anybody a season later.
  batch('message', `created_at < now() - interval '90 days'`),
  // No valid job, put aside for a person to see (run_at 'infinity'), and in the log since.
  batch('outbox', `run_at = 'infinity' and created_at < now() - interval '60 days'`),
  // The texts are gone already; what remains says who decided. An avatar's row is what shows it.
  batch(
    'content_check',
    `state in ('passed', 'refused') and content is null and decided_at < now() - interval '60 days'`,
  ),
  // The day's last pickup number; nobody is given one of a past day any more, and the tickets themselves stay.
  batch('kitchen_day', `day < current_date - 7`),
  batch('authorisation_request', `completed_at is null and expires_at < now() - interval '7 days'`),
];

/** What would grow for ever if nobody deleted it. Business rows and ledgers are not among it. */
@Injectable()
export class ExpiredRowsAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  /** One batch of each kind. @returns how many rows were deleted */
  async deleteSome(): Promise<number> {
    let deleted = 0;
    for (const statement of EXPIRED) deleted += await this.fleet.execute(statement, [BATCH]);
    return deleted;
  }
}

/** Small enough that no lock is held for long. */
function batch(table: string, condition: string): string {
  return `delete from ${table} where ctid = any(array(select ctid from ${table} where ${condition} limit $1))`;
}
