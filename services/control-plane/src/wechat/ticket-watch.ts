import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ComponentTokens } from '#kernel/wechat/component-tokens.js';
import { CONTROL_PLANE_LOGGER } from '../control-plane-settings.js';

/** Without a ticket nothing can be asked of WeChat; the first one comes ten minutes later unless it is asked for. */
@Injectable()
export class TicketWatch {
  constructor(
    private readonly tokens: ComponentTokens,
    @Inject(CONTROL_PLANE_LOGGER) private readonly logger: Logger,
  ) {}

  /** Called once the pushes can be received. */
  async askIfMissing(): Promise<void> {
    try {
      if (!(await this.tokens.hasTicket())) await this.tokens.startTicketPush();
    } catch (error) {
      this.logger.warn({ err: error }, 'WeChat could not be asked for a ticket; it will push one by itself');
    }
  }
}
