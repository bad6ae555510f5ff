import { FleetDatabase } from '#kernel/data/fleet-database.js';

/** Lets one process of the installation at a time do a thing by name. */
export class SweeperLockAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  /**
   * The lock belongs to a transaction, so that it ends with the process that held it, however that came about.
   * @returns what `work` returns, or null when another process is at it
   */
  async holding<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    return await this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ locked: boolean }>(
        `select pg_try_advisory_xact_lock(hashtextextended('sweeper ' || $1, 0)) as locked`,
        [name],
      );
      return row?.locked === true ? await work() : null;
    });
  }
}
