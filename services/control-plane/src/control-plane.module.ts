import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { HostingModule } from '#hosting/hosting.module.js';
import { wechatSettingsOf } from '#kernel/config/common-settings.js';
import { WechatModule } from '#kernel/wechat/wechat.module.js';
import { AccessModule } from './access/access.module.js';
import { AgenciesModule } from './agencies/agencies.module.js';
import { AuditModule } from './audit/audit.module.js';
import { CommerceFeatureModule } from './commerce/commerce-feature.module.js';
import type { Connections } from './connections.js';
import { ConnectionsModule } from './connections.module.js';
import type { ControlPlaneSettings } from './control-plane-settings.js';
import { HostingFeatureModule } from './hosting/hosting-feature.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { MerchantsModule } from './merchants/merchants.module.js';
import { WechatFeatureModule } from './wechat/wechat-feature.module.js';

@Module({})
export class ControlPlaneModule {
  /** @param documentOnly the connections are stand-ins and must not be closed */
  static register(
    settings: ControlPlaneSettings,
    connections: Connections,
    logger: Logger,
    documentOnly: boolean,
  ): DynamicModule {
    return {
      module: ControlPlaneModule,
      imports: [
        ConnectionsModule.register(settings, connections, logger, !documentOnly),
        AuditModule,
        AccessModule,
        IdentityModule,
        AgenciesModule,
        MerchantsModule,
        WechatModule.register(wechatSettingsOf(settings)),
        HostingModule.register(settings),
        HostingFeatureModule,
        WechatFeatureModule,
        CommerceFeatureModule,
      ],
    };
  }
}
