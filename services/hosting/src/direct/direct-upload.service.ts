import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { type AppId, type BuildId, type DirectUploadId, newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import { getApplet } from '../applets/applet-directory.js';
import { digestOf, getBuild } from '../builds/build.service.js';
import { PackageStore } from '../packages/package-store.js';
import type { JsonObject } from '../templates/json.js';
import { pagesOf } from './direct-package.js';
import { type DirectUpload, getDirectUpload, listDirectUploads } from './direct-upload.js';
import { getView } from './upload-key.service.js';

export interface DirectUploadRequest {
  readonly buildId: BuildId;
  readonly kind: 'upload' | 'preview';
  readonly robot: number;
  readonly note: string | null;
  /** The page a preview opens. */
  readonly page: string | null;
  readonly query: string | null;
  readonly actor: Actor;
  readonly requestId: string;
}

/** The second channel to WeChat (design §4.7): the whole package, with the applet's own key, as its developers would upload it. */
@Injectable()
export class DirectUploadService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly packages: PackageStore,
    private readonly objects: ObjectStore,
  ) {}

  /** @throws Problem applet.not_found, build.not_found, build.not_succeeded, upload_key.missing, upload.page_unknown */
  async request(tenantId: TenantId, appId: AppId, request: DirectUploadRequest): Promise<DirectUpload> {
    const { buildId, kind, robot, note, page, query, actor, requestId } = request;
    const { applet, build } = await this.database.transaction(tenantId, async (tx) => {
      const applet = await getApplet(tx, appId);
      const build = await getBuild(tx, buildId);
      if (build.appletId !== applet.id) throw new Problem('build.not_found');
      await getView(tx, applet.id, appId);
      return { applet, build };
    });
    await this.#requirePage(tenantId, digestOf(build), page);
    return this.database.transaction(tenantId, async (tx) => {
      const uploadId = newId<DirectUploadId>();
      const version = `${build.templateVersion}-r${build.revision}`;
      await tx.execute(
        `insert into direct_upload (tenant_id, id, applet_id, build_id, kind, state, robot, version, note, page, query, requested_by)
         values ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $9, $10, $11)`,
        [tenantId, uploadId, applet.id, build.id, kind, robot, version, note, page, query, JSON.stringify(actor)],
      );
      await tx.enqueue('direct.upload', { tenantId, uploadId });
      const after = { appId, kind, robot, version, buildId: build.id };
      const subject = { subjectType: 'direct_upload', subjectId: uploadId };
      await tx.audit({ actor, requestId, action: 'direct_upload.requested', ...subject, after });
      return getDirectUpload(tx, uploadId);
    });
  }

  /** Newest first. @throws Problem applet.not_found */
  async list(tenantId: TenantId, appId: AppId): Promise<DirectUpload[]> {
    return this.database.transaction(tenantId, async (tx) => listDirectUploads(tx, (await getApplet(tx, appId)).id));
  }

  /** @throws Problem upload.not_found */
  async get(tenantId: TenantId, id: DirectUploadId): Promise<DirectUpload> {
    return this.database.transaction(tenantId, (tx) => getDirectUpload(tx, id));
  }

  /** The picture of a preview, JPEG. @throws Problem upload.not_found, upload.no_picture */
  async getQrCode(tenantId: TenantId, id: DirectUploadId): Promise<Buffer> {
    await this.get(tenantId, id);
    const picture = await this.objects.get(qrPath(tenantId, id));
    if (!picture) throw new Problem('upload.no_picture');
    return picture;
  }

  /** Only what still waits; an upload that has begun cannot be called back. @throws Problem upload.not_found, upload.not_cancellable */
  async cancel(
    tenantId: TenantId,
    id: DirectUploadId,
    author: { readonly actor: Actor; readonly requestId: string },
  ): Promise<DirectUpload> {
    return this.database.transaction(tenantId, async (tx) => {
      const cancelled = await tx.execute(
        `update direct_upload set state = 'cancelled', finished_at = now() where tenant_id = $1 and id = $2 and state = 'queued'`,
        [tenantId, id],
      );
      const upload = await getDirectUpload(tx, id);
      if (cancelled === 0) throw new Problem('upload.not_cancellable', { params: { state: upload.state } });
      await tx.audit({ ...author, action: 'direct_upload.cancelled', subjectType: 'direct_upload', subjectId: id });
      return upload;
    });
  }

  async #requirePage(tenantId: TenantId, digest: string, page: string | null): Promise<void> {
    if (page === null) return;
    const appJson = await this.packages.findFile(tenantId, digest, 'app.json');
    const pages = appJson ? pagesOf(JSON.parse(appJson.toString('utf8')) as JsonObject) : [];
    if (pages.includes(page)) return;
    throw new Problem('upload.page_unknown', { params: { page }, errors: [{ pointer: '/page', code: 'page' }] });
  }
}

export function qrPath(tenantId: TenantId, id: DirectUploadId): string {
  return tenantPath(tenantId, 'direct-uploads', id, 'qrcode.jpg');
}
