import { Injectable } from '@nestjs/common';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { PushInboxAcrossTenants } from './push-inbox.repository.js';

@Injectable()
export class PushSweeper implements Sweeper {
  readonly name = 'wechat-pushes';
  readonly everyMs = 5_000;

  constructor(
    private readonly inbox: PushInboxAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    const overdue = await this.inbox.listOverdue(200);
    await this.queue.enqueueAll(
      overdue.map((pushId) => ({ name: 'wechat.push' as const, payload: { pushId }, id: `push-${pushId}` })),
    );
    return overdue.length;
  }
}
