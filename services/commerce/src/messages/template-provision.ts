import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, AppletId, TenantId } from '#kernel/identity/ids.js';
import { Problem, type ProblemDocument } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import {
  type PrivateMessageTemplate,
  type PublicMessageTemplate,
  SubscribeMessageClient,
} from '#kernel/wechat/subscribe-message-client.js';
import { toProblem, WechatError } from '#kernel/wechat/wechat-error.js';
import { type MessagePurpose, purposeDefinitions } from './message-purposes.js';
import { planTemplates } from './message-templates.js';
import { type MappedField, mapFields, pickKeywords, titleRank } from './template-matching.js';

interface Applet {
  readonly tenantId: TenantId;
  readonly appId: AppId;
}

interface Found {
  readonly template: PrivateMessageTemplate;
  readonly fields: readonly MappedField[];
}

const ALREADY_THERE = 200022;
const MOST_CANDIDATES = 3;

/**
 * Gives an applet the templates its messages need: those it has already, else the best of WeChat's public ones. What the applet has is
 * read first, so that a run after a lost answer finds what the one before has added.
 */
@Injectable()
export class TemplateProvision implements JobHandler<'message-templates.provision'> {
  readonly job = 'message-templates.provision';

  constructor(
    private readonly database: TenantDatabase,
    private readonly messages: SubscribeMessageClient,
  ) {}

  async handle({ tenantId, appletId }: JobPayload<'message-templates.provision'>): Promise<void> {
    const due = await this.load(tenantId, appletId);
    if (!due) return;
    const { applet, purposes } = due;
    const own = await this.messages.listTemplates(tenantId, applet.appId).catch((error: unknown) => {
      if (isPassing(error)) throw error;
      return asRefusal(error);
    });
    let offered: PublicMessageTemplate[] | null = null;
    for (const purpose of purposes) {
      if (!Array.isArray(own)) {
        await this.giveUp(applet, purpose, own);
        continue;
      }
      try {
        let found = best(purpose, own);
        if (!found) {
          offered ??= await this.offered(applet);
          found = await this.takeOver(applet, purpose, offered);
        }
        if (found) await this.keep(applet, purpose, found);
        else await this.giveUp(applet, purpose, noTemplate(purpose));
      } catch (error) {
        if (isPassing(error)) throw error;
        await this.giveUp(applet, purpose, asRefusal(error));
      }
    }
  }

  /** Plans the next attempt before this one is made. */
  private async load(tenantId: TenantId, appletId: AppletId) {
    return this.database.transaction(tenantId, async (tx) => {
      const [applet] = await tx.query<{ app_id: AppId }>(
        `select app_id from applet where tenant_id = $1 and id = $2 and state = 'authorised'`,
        [tenantId, appletId],
      );
      if (!applet) return null;
      await planTemplates(tx, applet.app_id);
      const rows = await tx.query<{ purpose: MessagePurpose }>(
        `update message_template set next_attempt_at = now() + interval '30 minutes'
         where tenant_id = $1 and app_id = $2 and (state = 'due' or (state = 'unavailable' and next_attempt_at <= now()))
         returning purpose`,
        [tenantId, applet.app_id],
      );
      return { applet: { tenantId, appId: applet.app_id }, purposes: rows.map(({ purpose }) => purpose) };
    });
  }

  private async offered({ tenantId, appId }: Applet): Promise<PublicMessageTemplate[]> {
    const categories = await this.messages.listCategoryIds(tenantId, appId);
    if (categories.length === 0) return [];
    const offered: PublicMessageTemplate[] = [];
    for await (const template of this.messages.publicTemplates(tenantId, appId, categories)) offered.push(template);
    return offered;
  }

  private async takeOver(
    applet: Applet,
    purpose: MessagePurpose,
    offered: readonly PublicMessageTemplate[],
  ): Promise<Found | null> {
    const { tenantId, appId } = applet;
    for (const { tid } of ranked(purpose, offered).slice(0, MOST_CANDIDATES)) {
      const kids = pickKeywords(purpose, await this.messages.listKeywords(tenantId, appId, tid));
      if (!kids) continue;
      const added = await this.messages
        .addTemplate(tenantId, appId, { tid, kids, scene: purposeDefinitions[purpose].scene })
        .catch((error: unknown) => {
          if (error instanceof WechatError && error.errcode === ALREADY_THERE) return null;
          throw error;
        });
      // Only the list tells under which keys its fields are sent.
      const own = await this.messages.listTemplates(tenantId, appId);
      const found = best(purpose, added === null ? own : own.filter(({ id }) => id === added));
      if (found) return found;
    }
    return null;
  }

  private async keep({ tenantId, appId }: Applet, purpose: MessagePurpose, { template, fields }: Found): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update message_template set state = 'ready', wechat_template_id = $4, title = $5, fields = $6, problem = null,
           next_attempt_at = null, updated_at = now()
         where tenant_id = $1 and app_id = $2 and purpose = $3 and state <> 'ready'`,
        [tenantId, appId, purpose, template.id, template.title, JSON.stringify(fields)],
      ),
    );
  }

  /** Categories and permissions change: it is looked for again tomorrow. */
  private async giveUp({ tenantId, appId }: Applet, purpose: MessagePurpose, problem: ProblemDocument): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update message_template set state = 'unavailable', problem = $4, next_attempt_at = now() + interval '1 day', updated_at = now()
         where tenant_id = $1 and app_id = $2 and purpose = $3 and state <> 'ready'`,
        [tenantId, appId, purpose, JSON.stringify(problem)],
      ),
    );
  }
}

function ranked(purpose: MessagePurpose, templates: readonly PublicMessageTemplate[]): PublicMessageTemplate[] {
  return templates
    .flatMap((template) => {
      const rank = titleRank(purpose, template);
      return rank === null ? [] : [{ template, rank }];
    })
    .sort((one, other) => one.rank - other.rank)
    .map(({ template }) => template);
}

function best(purpose: MessagePurpose, own: readonly PrivateMessageTemplate[]): Found | null {
  let chosen: (Found & { readonly rank: number }) | null = null;
  for (const template of own) {
    const rank = titleRank(purpose, template);
    const fields = rank === null ? null : mapFields(purpose, template);
    if (rank !== null && fields && (chosen === null || rank < chosen.rank)) chosen = { template, fields, rank };
  }
  return chosen;
}

/** What a later attempt may mend without anybody's help. */
function isPassing(error: unknown): boolean {
  return !(error instanceof Problem) && (!(error instanceof WechatError) || error.retry === 'backoff');
}

function asRefusal(error: unknown): ProblemDocument {
  return (error instanceof WechatError ? toProblem(error) : (error as Problem)).toDocument('zh');
}

function noTemplate(purpose: MessagePurpose): ProblemDocument {
  return new Problem('message_template.unavailable', { params: { purpose } }).toDocument('zh');
}
