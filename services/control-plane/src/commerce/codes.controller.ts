import { setImmediate as breathe } from 'node:timers/promises';
import { Controller, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type CodePicture, CodePictureReader } from '#commerce/codes/code-picture-reader.js';
import { ShortCodes } from '#commerce/codes/short-codes.js';
import { writeZip, type ZipPart, zipPart } from '#hosting/packages/zip.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import { createCodes, disableCode, getCodePicture, getCodePictures, listCodes } from './codes.contract.js';

@Controller()
export class CodesController {
  constructor(
    private readonly codes: ShortCodes,
    private readonly pictures: CodePictureReader,
  ) {}

  @Endpoint(createCodes)
  async create(
    @Input() { params, body }: In<typeof createCodes>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createCodes>> {
    const wanted = body.codes.map((code) => ({ ...code, label: code.label ?? null, params: code.params ?? {} }));
    const { tenantId, appId } = placeOf(params);
    return { items: (await this.codes.create(tenantId, appId, wanted, { actor, requestId })).map(answer) };
  }

  @Endpoint(listCodes)
  async list(@Input() { params, query }: In<typeof listCodes>): Promise<Out<typeof listCodes>> {
    const { tenantId, appId } = placeOf(params);
    const { cursor, limit, kind = null } = query;
    const rows = await this.codes.list(tenantId, appId, { after: idCursor(cursor), limit, kind });
    return pageById(rows, limit, answer);
  }

  @Endpoint(disableCode)
  async disable(
    @Input() { params }: In<typeof disableCode>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof disableCode>> {
    return answer(await this.codes.disable(asId<TenantId>(params.merchantId), params.codeId, { actor, requestId }));
  }

  @Endpoint(getCodePicture)
  async picture(
    @Input() { params }: In<typeof getCodePicture>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Out<typeof getCodePicture>> {
    const { bytes, contentType, fileName } = await this.pictures.get(asId<TenantId>(params.merchantId), params.codeId);
    void reply.headers({ 'content-type': contentType, 'content-disposition': attachment(fileName) });
    return bytes;
  }

  @Endpoint(getCodePictures)
  @Header('content-type', 'application/zip')
  @Header('content-disposition', 'attachment; filename="codes.zip"')
  async zip(@Input() { params, query }: In<typeof getCodePictures>): Promise<Out<typeof getCodePictures>> {
    const { tenantId, appId } = placeOf(params);
    return zipOf(await this.pictures.getMany(tenantId, appId, query.kind ?? null));
  }
}

const PICTURES_AT_A_TIME = 20;

/** Packing hundreds of pictures takes a while: others are served in between. */
async function zipOf(pictures: readonly CodePicture[]): Promise<Buffer> {
  const parts: ZipPart[] = [];
  for (let start = 0; start < pictures.length; start += PICTURES_AT_A_TIME) {
    const some = pictures.slice(start, start + PICTURES_AT_A_TIME);
    parts.push(zipPart(new Map(some.map(({ fileName, bytes }) => [fileName, bytes]))));
    await breathe();
  }
  const all = { blob: Buffer.concat(parts.map(({ blob }) => blob)), entries: parts.flatMap(({ entries }) => entries) };
  return writeZip(all, zipPart(new Map()));
}

/** RFC 6266: the plain name for old clients, the real one beside it. */
function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^A-Za-z0-9._-]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}

function answer(code: Parameters<typeof toWire>[0]): Out<typeof disableCode> {
  return toWire(code) as Out<typeof disableCode>;
}

function placeOf({ merchantId, appId }: { readonly merchantId: string; readonly appId: string }) {
  return { tenantId: asId<TenantId>(merchantId), appId: asId<AppId>(appId) };
}
