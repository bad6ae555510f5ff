import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { DueRow } from '../jobs/due-across-tenants.js';

const LIMIT = 500;

/** Articles and pictures of all tenants whose next step is due; each query is served by a partial index. */
@Injectable()
export class DueArticlesAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  articles(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      `select tenant_id, id from article where state = 'scheduled' and publish_at <= now() order by publish_at limit $1`,
      [LIMIT],
    );
  }

  images(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      `select tenant_id, id from article_image where state <> 'stored' and next_attempt_at <= now() order by next_attempt_at limit $1`,
      [LIMIT],
    );
  }
}
