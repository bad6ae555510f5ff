import { Controller, Header } from '@nestjs/common';
import { BuildService } from '#hosting/builds/build.service.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type AppId, asId, type BuildId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { downloadPackage, getBuildById, listBuilds, requestBuild } from './releases.contract.js';

@Controller()
export class BuildsController {
  constructor(private readonly builds: BuildService) {}

  @Endpoint(requestBuild)
  async request(
    @Input() { params, body }: In<typeof requestBuild>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof requestBuild>> {
    const build = await this.builds.request(asId<TenantId>(params.merchantId), asId<AppId>(params.appId), {
      revision: body.revision ?? null,
      actor,
      requestId,
    });
    return toWire(build);
  }

  @Endpoint(listBuilds)
  async list(@Input() { params }: In<typeof listBuilds>): Promise<Out<typeof listBuilds>> {
    return { items: toWire(await this.builds.list(asId<TenantId>(params.merchantId), asId<AppId>(params.appId))) };
  }

  @Endpoint(getBuildById)
  async get(@Input() { params }: In<typeof getBuildById>): Promise<Out<typeof getBuildById>> {
    return toWire(await this.builds.get(asId<TenantId>(params.merchantId), asId<BuildId>(params.buildId)));
  }

  @Endpoint(downloadPackage)
  @Header('content-type', 'application/zip')
  async download(@Input() { params }: In<typeof downloadPackage>): Promise<Out<typeof downloadPackage>> {
    return this.builds.getZip(asId<TenantId>(params.merchantId), asId<BuildId>(params.buildId));
  }
}
