import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { picturePath } from './code-pictures.js';
import type { CodeKind } from './short-code.js';

export interface CodePicture {
  /** For people: label and code, safe as a file's name. */
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

interface PictureRow {
  readonly code: string;
  readonly label: string;
  readonly picture_file: string | null;
}

/** The most pictures of one zip, as many as one request makes. */
const MAX_PICTURES = 500;

/** Pictures of codes for whoever prints them. */
@Injectable()
export class CodePictureReader {
  constructor(
    private readonly database: TenantDatabase,
    private readonly objects: ObjectStore,
  ) {}

  /** @throws Problem code.not_found, code.picture_pending */
  async get(tenantId: TenantId, codeId: string): Promise<CodePicture> {
    const [row] = await this.find(tenantId, 'id = $2', [codeId]);
    if (!row) throw new Problem('code.not_found');
    const [picture] = await this.read(tenantId, [row]);
    if (!picture) throw new Problem('code.picture_pending', { params: { count: 1 } });
    return picture;
  }

  /** Of all active codes of an applet, or of one kind; the newest 500. @throws Problem code.not_found, code.picture_pending */
  async getMany(tenantId: TenantId, appId: AppId, kind: CodeKind | null): Promise<CodePicture[]> {
    const rows = await this.find(tenantId, `app_id = $2 and state = 'active' and ($3::text is null or kind = $3)`, [
      appId,
      kind,
    ]);
    if (rows.length === 0) throw new Problem('code.not_found');
    const pictures = await this.read(tenantId, rows);
    const missing = rows.length - pictures.length;
    if (missing > 0) throw new Problem('code.picture_pending', { params: { count: missing } });
    return pictures;
  }

  private async find(tenantId: TenantId, condition: string, parameters: readonly unknown[]): Promise<PictureRow[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<PictureRow>(
        `select code, label, picture_file from short_code where tenant_id = $1 and ${condition} order by id desc limit ${MAX_PICTURES}`,
        [tenantId, ...parameters],
      ),
    );
  }

  private async read(tenantId: TenantId, rows: readonly PictureRow[]): Promise<CodePicture[]> {
    const pictures: CodePicture[] = [];
    for (const { code, label, picture_file: file } of rows) {
      const bytes = file === null ? null : await this.objects.get(picturePath(tenantId, file));
      if (file === null || bytes === null) continue;
      const extension = file.slice(file.lastIndexOf('.') + 1);
      const name = label.replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim();
      pictures.push({
        fileName: `${name === '' ? '' : `${name}-`}${code}.${extension}`,
        contentType: extension === 'png' ? 'image/png' : 'image/jpeg',
        bytes,
      });
    }
    return pictures;
  }
}
