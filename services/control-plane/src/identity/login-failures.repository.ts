import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { newId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';

const WINDOW_MINUTES = 15;
const ATTEMPTS_PER_EMAIL = 5;
const ATTEMPTS_PER_ADDRESS = 30;

/** An attempt that counts as failed until it is known to be right. */
export interface Attempt {
  readonly ids: readonly string[];
  readonly emailKey: string;
}

interface CountRow {
  failures: number;
  secondsLeft: number;
}

/**
 * The throttle of passwords. An attempt is written down before the password is looked at, so that a hundred attempts at
 * once are counted like a hundred in a row.
 */
@Injectable()
export class LoginFailuresAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  /** @throws Problem auth.throttled with the seconds to wait */
  async begin(email: string, ip: string): Promise<Attempt> {
    const limits: readonly (readonly [key: string, limit: number])[] = [
      [`email:${email}`, ATTEMPTS_PER_EMAIL],
      [`ip:${ip}`, ATTEMPTS_PER_ADDRESS],
    ];
    await this.database.execute(
      `delete from platform.login_failure where failed_at < now() - make_interval(mins => $1)`,
      [WINDOW_MINUTES],
    );
    const ids = limits.map(() => newId());
    await this.database.execute(
      'insert into platform.login_failure (key, id) select * from unnest($1::text[], $2::uuid[])',
      [limits.map(([key]) => key), ids],
    );
    for (const [key, limit] of limits) {
      const { failures, secondsLeft } = await this.count(key, limit);
      if (failures > limit) {
        // A refused attempt does not lengthen the wait.
        await this.forget(ids);
        throw new Problem('auth.throttled', { params: { seconds: secondsLeft } });
      }
    }
    return { ids, emailKey: `email:${email}` };
  }

  /** The password was right: this attempt and the e-mail's earlier failures no longer count. */
  async succeed({ ids, emailKey }: Attempt): Promise<void> {
    await this.forget(ids);
    await this.database.execute('delete from platform.login_failure where key = $1', [emailKey]);
  }

  private async count(key: string, limit: number): Promise<CountRow> {
    const [row] = await this.database.query<CountRow>(
      `select count(*)::int as failures,
              greatest(1, ceil(extract(epoch from
                (array_agg(failed_at order by failed_at desc))[$2] + make_interval(mins => $3) - now())))::int as "secondsLeft"
       from platform.login_failure
       where key = $1 and failed_at > now() - make_interval(mins => $3)`,
      // The wait ends when so many failures have left the window that one more is allowed; this attempt itself is the newest.
      [key, limit + 1, WINDOW_MINUTES],
    );
    return row ?? { failures: 0, secondsLeft: 1 };
  }

  private async forget(ids: readonly string[]): Promise<void> {
    await this.database.execute('delete from platform.login_failure where id = any($1::uuid[])', [ids]);
  }
}
