import { Injectable } from '@nestjs/common';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { enqueueDue } from '../jobs/commerce-sweepers.js';
import { DueMessagesAcrossTenants } from './due-messages-across-tenants.js';

/** Messages whose job was lost, that WeChat wanted later, or whose sender died. */
@Injectable()
export class OpenMessageSweeper implements Sweeper {
  readonly name = 'messages.open';
  readonly everyMs = 30_000;

  constructor(
    private readonly due: DueMessagesAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'message.send', 'messageId', await this.due.openMessages());
  }
}

/** Applets that have come online without message templates, and those whose templates are still looked for. */
@Injectable()
export class MissingTemplateSweeper implements Sweeper {
  readonly name = 'message-templates.missing';
  readonly everyMs = 60_000;

  constructor(
    private readonly due: DueMessagesAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    const rows = await this.due.appletsWithoutTemplates();
    return enqueueDue(this.queue, 'message-templates.provision', 'appletId', rows);
  }
}
