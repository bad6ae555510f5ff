import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { HostingModule } from '#hosting/hosting.module.js';
import { wechatSettingsOf } from '#kernel/config/common-settings.js';
import type { Connections } from '#kernel/program/connections.js';
import { ConnectionsModule } from '#kernel/program/connections.module.js';
import { WechatModule } from '#kernel/wechat/wechat.module.js';
import { AccessModule } from './access/access.module.js';
import { AgenciesModule } from './agencies/agencies.module.js';
import { AuditModule } from './audit/audit.module.js';
import { CommerceFeatureModule } from './commerce/commerce-feature.module.js';
import { CONTROL_PLANE_LOGGER, CONTROL_PLANE_SETTINGS, type ControlPlaneSettings } from './control-plane-settings.js';
import { DemoContentModule } from './demo-content/demo-content.module.js';
import { HostingFeatureModule } from './hosting/hosting-feature.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { MerchantsModule } from './merchants/merchants.module.js';
import { PlayerModule } from './player/player.module.js';
import { WechatFeatureModule } from './wechat/wechat-feature.module.js';

@Module({})
export class ControlPlaneModule {
  static register(settings: ControlPlaneSettings, connections: Connections, logger: Logger): DynamicModule {
    return {
      module: ControlPlaneModule,
      imports: [
        ConnectionsModule.register(settings, connections, [
          { provide: CONTROL_PLANE_SETTINGS, useValue: settings },
          { provide: CONTROL_PLANE_LOGGER, useValue: logger },
        ]),
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
        DemoContentModule,
        PlayerModule,
      ],
    };
  }
}
