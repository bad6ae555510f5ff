import { Controller, Header } from '@nestjs/common';
import { DirectUploadService } from '#hosting/direct/direct-upload.service.js';
import { UploadKeyService } from '#hosting/direct/upload-key.service.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type AppId, asId, type BuildId, type DirectUploadId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import {
  cancelDirectUpload,
  getDirectUpload,
  getDirectUploadQrCode,
  getUploadKey,
  listDirectUploads,
  removeUploadKey,
  requestDirectUpload,
  saveUploadKey,
} from './direct.contract.js';

/** The direct channel of one applet: its upload key and what was uploaded with it. */
@Controller()
export class DirectController {
  constructor(
    private readonly keys: UploadKeyService,
    private readonly uploads: DirectUploadService,
  ) {}

  @Endpoint(getUploadKey)
  async getKey(@Input() { params }: In<typeof getUploadKey>): Promise<Out<typeof getUploadKey>> {
    return toWire(await this.keys.get(...appletOf(params)));
  }

  @Endpoint(saveUploadKey)
  async saveKey(
    @Input() { params, body }: In<typeof saveUploadKey>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof saveUploadKey>> {
    return toWire(await this.keys.save(...appletOf(params), body.privateKeyPem, { actor, requestId }));
  }

  @Endpoint(removeUploadKey)
  async removeKey(
    @Input() { params }: In<typeof removeUploadKey>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof removeUploadKey>> {
    await this.keys.remove(...appletOf(params), { actor, requestId });
    return null;
  }

  @Endpoint(requestDirectUpload)
  async request(
    @Input() { params, body }: In<typeof requestDirectUpload>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof requestDirectUpload>> {
    const { buildId, kind, robot, note = null, page = null, query = null } = body;
    const request = { buildId: asId<BuildId>(buildId), kind, robot, note, page, query, actor, requestId };
    return toWire(await this.uploads.request(...appletOf(params), request));
  }

  @Endpoint(listDirectUploads)
  async list(@Input() { params }: In<typeof listDirectUploads>): Promise<Out<typeof listDirectUploads>> {
    return { items: toWire(await this.uploads.list(...appletOf(params))) };
  }

  @Endpoint(getDirectUpload)
  async get(@Input() { params }: In<typeof getDirectUpload>): Promise<Out<typeof getDirectUpload>> {
    return toWire(await this.uploads.get(...uploadOf(params)));
  }

  @Endpoint(getDirectUploadQrCode)
  @Header('content-type', 'image/jpeg')
  async qrCode(@Input() { params }: In<typeof getDirectUploadQrCode>): Promise<Out<typeof getDirectUploadQrCode>> {
    return this.uploads.getQrCode(...uploadOf(params));
  }

  @Endpoint(cancelDirectUpload)
  async cancel(
    @Input() { params }: In<typeof cancelDirectUpload>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof cancelDirectUpload>> {
    return toWire(await this.uploads.cancel(...uploadOf(params), { actor, requestId }));
  }
}

function appletOf({ merchantId, appId }: { merchantId: string; appId: string }): [TenantId, AppId] {
  return [asId<TenantId>(merchantId), asId<AppId>(appId)];
}

function uploadOf({ merchantId, uploadId }: { merchantId: string; uploadId: string }): [TenantId, DirectUploadId] {
  return [asId<TenantId>(merchantId), asId<DirectUploadId>(uploadId)];
}
