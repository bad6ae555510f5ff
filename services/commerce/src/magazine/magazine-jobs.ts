import { Injectable, type Provider, type Type } from '@nestjs/common';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { enqueueDue } from '../jobs/commerce-sweepers.js';
import { ArticleImageFetcher } from './article-image-fetcher.js';
import { ArticlePublisher } from './article-publishing.js';
import { DueArticlesAcrossTenants } from './due-articles-across-tenants.js';

/** Articles whose hour has come and whose job was lost, and pictures that are not in our storage yet. */
@Injectable()
export class DueArticleSweeper implements Sweeper {
  readonly name = 'articles.due';
  readonly everyMs = 30_000;

  constructor(
    private readonly due: DueArticlesAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    const articles = await enqueueDue(this.queue, 'article.publish', 'articleId', await this.due.articles());
    return articles + (await enqueueDue(this.queue, 'article-image.fetch', 'imageId', await this.due.images()));
  }
}

/** The worker's part of the magazine. */
export const magazineJobHandlers: readonly Type<JobHandler>[] = [ArticlePublisher, ArticleImageFetcher];
export const magazineSweepers: readonly Type<Sweeper>[] = [DueArticleSweeper];
export const magazineJobProviders: readonly Provider[] = [DueArticlesAcrossTenants];
