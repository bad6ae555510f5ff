import { LRUCache } from 'lru-cache';
import { BaseStore, filesOf, hex } from '#hosting/packages/base-store.js';
import type { TemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import { Problem } from '#kernel/problems/problem.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { COMPILER_VERSION } from '../../../player/src/compile/compile-package.js';
import { CompileFailure, type CompileThread } from '../../../player/src/compile/compile-thread.js';

/**
 * Template code compiled for the browser: once per template version and compiler for the whole platform, kept in the object store.
 * What a merchant sets is never in it.
 */
export class CompiledBases {
  private readonly bases: BaseStore;
  private readonly recent = new LRUCache<string, Buffer>({
    maxSize: 16 * 1024 * 1024,
    sizeCalculation: ({ length }) => length + 1,
  });
  private readonly underWay = new Map<string, Promise<Buffer>>();
  /** What could not be compiled is not tried again at every visit. */
  private readonly failed = new LRUCache<string, Problem>({ max: 100, ttl: 60_000 });

  constructor(
    private readonly objects: ObjectStore,
    private readonly templates: TemplateCatalogue,
    private readonly compiler: CompileThread,
  ) {
    this.bases = new BaseStore(objects);
  }

  /** @throws Problem preview.base_not_found, preview.cannot_compile */
  async script(baseDigest: string): Promise<Buffer> {
    const known = this.recent.get(baseDigest);
    if (known) return known;
    const failure = this.failed.get(baseDigest);
    if (failure) throw failure;
    const pending = this.underWay.get(baseDigest);
    if (pending) return pending;
    const made = this.storedOrCompiled(baseDigest).finally(() => this.underWay.delete(baseDigest));
    this.underWay.set(baseDigest, made);
    const script = await made;
    this.recent.set(baseDigest, script);
    return script;
  }

  async file(baseDigest: string, path: string): Promise<Buffer | null> {
    return (await this.files(baseDigest)).get(path) ?? null;
  }

  private async storedOrCompiled(baseDigest: string): Promise<Buffer> {
    const files = await this.files(baseDigest);
    const place = `platform/player/v${COMPILER_VERSION}/${hex(baseDigest)}/app.js`;
    const stored = await this.objects.get(place);
    if (stored) return stored;
    const script = Buffer.from((await this.compile(baseDigest, files)).script);
    await this.objects.put(place, script, { contentType: 'text/javascript; charset=utf-8' });
    return script;
  }

  private async compile(baseDigest: string, files: ReadonlyMap<string, Buffer>) {
    try {
      return await this.compiler.compile(files);
    } catch (error) {
      if (!(error instanceof CompileFailure)) throw error;
      const failure = new Problem('preview.cannot_compile', { params: { reason: error.message }, cause: error });
      this.failed.set(baseDigest, failure);
      throw failure;
    }
  }

  /** Of a template that is installed, or of one that a package was built on. */
  private async files(baseDigest: string): Promise<ReadonlyMap<string, Buffer>> {
    const installed = this.templates.list().find((template) => template.baseDigest === baseDigest);
    if (installed) return installed.files;
    const stored = /^sha256:[0-9a-f]{64}$/.test(baseDigest) ? await this.bases.get(baseDigest) : null;
    if (!stored) throw new Problem('preview.base_not_found', { params: { digest: baseDigest.slice(0, 80) } });
    return filesOf(stored);
  }
}
