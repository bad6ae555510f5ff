import { type DynamicModule, Module } from '@nestjs/common';
import { FleetDatabase } from '../data/fleet-database.js';
import { TenantDatabase } from '../data/tenant-database.js';
import { Metrics } from '../observability/metrics.js';
import { Vault } from '../secrets/vault.js';
import { AppletSettingsClient } from './applet-settings-client.js';
import { AuthorizedCalls } from './authorized-calls.js';
import { AuthorizerTokens } from './authorizer-tokens.js';
import { CodeClient } from './code-client.js';
import { ContentSecurityClient } from './content-security-client.js';
import { CustomerServiceClient } from './customer-service-client.js';
import { LinkClient } from './link-client.js';
import { PhoneClient } from './phone-client.js';
import { WxacodeClient } from './wxacode-client.js';
import { ComponentCredentialsAcrossTenants } from './component-credential.repository.js';
import { ComponentTokens } from './component-tokens.js';
import { LoginClient } from './login-client.js';
import { CertificatesAcrossTenants } from './pay/certificate.repository.js';
import { ComplaintClient } from './pay/complaint-client.js';
import { payClients } from './pay/pay-clients.js';
import { PayTransport } from './pay/pay-transport.js';
import { PlatformCertificates } from './pay/platform-certificates.js';
import { PlatformClient } from './platform-client.js';
import { PlatformDomainClient } from './platform-domain-client.js';
import { PushCrypto } from './push-crypto.js';
import { ShippingClient } from './shipping-client.js';
import { SubscribeMessageClient } from './subscribe-message-client.js';
import { TemplateClient } from './template-client.js';
import { WechatTransport } from './transport.js';
import { WechatMetrics } from './wechat-metrics.js';
import type { WechatSettings } from './wechat-settings.js';

/** The WeChat client for a whole program. Needs the databases and the vault as global providers. */
@Module({})
export class WechatModule {
  static register(settings: WechatSettings): DynamicModule {
    const ofApplets = [WxacodeClient, LinkClient, PhoneClient, ContentSecurityClient].map((Client) => ({
      provide: Client,
      inject: [AuthorizedCalls],
      useFactory: (calls: AuthorizedCalls) => new Client(calls),
    }));
    const providers = [
      {
        provide: WechatMetrics,
        inject: [Metrics],
        useFactory: ({ registry }: Metrics) => new WechatMetrics(registry),
      },
      {
        provide: WechatTransport,
        inject: [WechatMetrics],
        useFactory: ({ observeCall }: WechatMetrics) => new WechatTransport(settings, { observe: observeCall }),
      },
      {
        provide: ComponentTokens,
        inject: [WechatTransport, FleetDatabase, Vault],
        useFactory: (transport: WechatTransport, fleet: FleetDatabase, vault: Vault) =>
          new ComponentTokens(settings, transport, new ComponentCredentialsAcrossTenants(settings, fleet, vault)),
      },
      {
        provide: PlatformClient,
        inject: [WechatTransport, ComponentTokens],
        useFactory: (transport: WechatTransport, tokens: ComponentTokens) =>
          new PlatformClient(settings, transport, tokens),
      },
      {
        provide: AuthorizerTokens,
        inject: [TenantDatabase, Vault, PlatformClient],
        useFactory: (database: TenantDatabase, vault: Vault, platform: PlatformClient) =>
          new AuthorizerTokens(database, vault, platform),
      },
      {
        provide: AuthorizedCalls,
        inject: [WechatTransport, AuthorizerTokens],
        useFactory: (transport: WechatTransport, tokens: AuthorizerTokens) => new AuthorizedCalls(transport, tokens),
      },
      { provide: CodeClient, inject: [AuthorizedCalls], useFactory: (calls: AuthorizedCalls) => new CodeClient(calls) },
      {
        provide: AppletSettingsClient,
        inject: [AuthorizedCalls],
        useFactory: (calls: AuthorizedCalls) => new AppletSettingsClient(calls),
      },
      {
        provide: TemplateClient,
        inject: [WechatTransport, ComponentTokens],
        useFactory: (transport: WechatTransport, tokens: ComponentTokens) => new TemplateClient(transport, tokens),
      },
      {
        provide: PlatformDomainClient,
        inject: [WechatTransport, ComponentTokens],
        useFactory: (transport: WechatTransport, tokens: ComponentTokens) =>
          new PlatformDomainClient(transport, tokens),
      },
      {
        provide: LoginClient,
        inject: [WechatTransport, ComponentTokens],
        useFactory: (transport: WechatTransport, tokens: ComponentTokens) =>
          new LoginClient(settings, transport, tokens),
      },
      {
        provide: SubscribeMessageClient,
        inject: [AuthorizedCalls],
        useFactory: (calls: AuthorizedCalls) => new SubscribeMessageClient(calls),
      },
      {
        provide: ShippingClient,
        inject: [AuthorizedCalls],
        useFactory: (calls: AuthorizedCalls) => new ShippingClient(calls),
      },
      {
        provide: PayTransport,
        inject: [WechatMetrics],
        useFactory: ({ observePayCall }: WechatMetrics) => new PayTransport(settings, { observe: observePayCall }),
      },
      {
        provide: PlatformCertificates,
        inject: [PayTransport, FleetDatabase],
        useFactory: (transport: PayTransport, fleet: FleetDatabase) => {
          const certificates = new PlatformCertificates(transport, new CertificatesAcrossTenants(fleet));
          transport.useCertificates(certificates);
          return certificates;
        },
      },
      ...payClients,
      {
        provide: ComplaintClient,
        inject: [PayTransport],
        useFactory: (transport: PayTransport) => new ComplaintClient(transport),
      },
      ...ofApplets,
      {
        provide: CustomerServiceClient,
        inject: [WechatTransport],
        useFactory: (transport: WechatTransport) => new CustomerServiceClient(transport),
      },
      { provide: PushCrypto, useFactory: () => new PushCrypto(settings) },
    ];
    return { module: WechatModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}
