import { Injectable } from '@nestjs/common';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { ExpiredRowsAcrossTenants } from './expired-rows.repository.js';

/** Deletes what has served its purpose, a batch of each kind at a time. */
@Injectable()
export class RetentionSweeper implements Sweeper {
  readonly name = 'retention';
  readonly everyMs = 10 * 60_000;

  constructor(private readonly expired: ExpiredRowsAcrossTenants) {}

  async sweep(): Promise<number> {
    return this.expired.deleteSome();
  }
}
