import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Problem } from '#kernel/problems/problem.js';
import { PackageStore } from '../packages/package-store.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import type { TemplateManifest, TemplateVersion } from '../templates/template-version.js';
import { TemplateArchiveAcrossTenants, wholeVersion } from './template-archive.repository.js';

/**
 * Any version of a template that this installation has ever offered. What the catalogue does not hold is read from archive and packages:
 * an older revision is built, or an older package goes to WeChat again, though no shop stands on its version any more.
 */
@Injectable()
export class TemplateVersions {
  // Each is a megabyte or two, and asked for in series.
  readonly #read = new LRUCache<string, Promise<TemplateVersion | null>>({ max: 4 });

  constructor(
    private readonly catalogue: TemplateCatalogue,
    private readonly archive: TemplateArchiveAcrossTenants,
    private readonly packages: PackageStore,
  ) {}

  /** `null` when it was never offered here, or its files are gone. */
  async find(id: string, version: string): Promise<TemplateVersion | null> {
    const installed = this.catalogue.find(id, version);
    if (installed) return installed;
    const key = `${id}@${version}`;
    // The reading itself is kept: fifty shops of a series ask at the same time.
    const reading = this.#read.get(key) ?? this.#fromArchive(id, version);
    this.#read.set(key, reading);
    try {
      const template = await reading;
      if (!template) this.#read.delete(key);
      return template;
    } catch (error) {
      this.#read.delete(key);
      throw error;
    }
  }

  /** @throws Problem template.not_found */
  async get(id: string, version: string): Promise<TemplateVersion> {
    return found(await this.find(id, version), id, version);
  }

  /** Known even when the files are gone. @throws Problem template.not_found */
  async manifest(id: string, version: string): Promise<TemplateManifest> {
    const template = this.catalogue.find(id, version) ?? (await this.archive.find(id, version));
    return found(template, id, version).manifest;
  }

  async #fromArchive(id: string, version: string): Promise<TemplateVersion | null> {
    const archived = await this.archive.find(id, version);
    return archived && (await wholeVersion(archived, this.packages));
  }
}

function found<T>(template: T | null, id: string, version: string): T {
  if (!template) throw new Problem('template.not_found', { params: { template: `${id}@${version}` } });
  return template;
}
