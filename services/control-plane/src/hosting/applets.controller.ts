import { Controller, Inject } from '@nestjs/common';
import { AppletDirectory } from '#hosting/applets/applet-directory.js';
import { AuthorisationService } from '#hosting/applets/authorisation.service.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { CONTROL_PLANE_SETTINGS, type ControlPlaneSettings } from '../control-plane-settings.js';
import { getAppletByAppId, inviteAuthorisation, listApplets } from './applets.contract.js';

@Controller()
export class AppletsController {
  constructor(
    private readonly applets: AppletDirectory,
    private readonly authorisations: AuthorisationService,
    @Inject(CONTROL_PLANE_SETTINGS) private readonly settings: ControlPlaneSettings,
  ) {}

  @Endpoint(inviteAuthorisation)
  async invite(
    @Input() { params, body }: In<typeof inviteAuthorisation>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof inviteAuthorisation>> {
    const invitation = await this.authorisations.invite(asId<TenantId>(params.merchantId), {
      appId: body.appId === undefined ? null : asId<AppId>(body.appId),
      redirectUrl: `${this.settings.CONTROL_PLANE_URL}/wechat/authorised/${params.merchantId}`,
      actor: caller.actor,
    });
    return toWire(invitation);
  }

  @Endpoint(listApplets)
  async list(@Input() { params }: In<typeof listApplets>): Promise<Out<typeof listApplets>> {
    return { items: toWire(await this.applets.list(asId<TenantId>(params.merchantId))) };
  }

  @Endpoint(getAppletByAppId)
  async get(@Input() { params }: In<typeof getAppletByAppId>): Promise<Out<typeof getAppletByAppId>> {
    return toWire(await this.applets.get(asId<TenantId>(params.merchantId), asId<AppId>(params.appId)));
  }
}
