import { AccountProof } from './account-proof.js';
import { BillClient } from './bills/bill-client.js';
import { PayClient } from './pay-client.js';
import { PayTransport } from './pay-transport.js';
import { PlatformCertificates } from './platform-certificates.js';
import { ProfitSharingClient } from './profit-sharing-client.js';

/** What speaks to WeChat Pay over the one transport. */
export const payClients = [
  {
    provide: PayClient,
    inject: [PayTransport],
    useFactory: (transport: PayTransport) => new PayClient(transport),
  },
  {
    provide: BillClient,
    inject: [PayTransport],
    useFactory: (transport: PayTransport) => new BillClient(transport),
  },
  {
    provide: ProfitSharingClient,
    inject: [PayTransport],
    useFactory: (transport: PayTransport) => new ProfitSharingClient(transport),
  },
  {
    provide: AccountProof,
    inject: [PayTransport, PlatformCertificates],
    useFactory: (transport: PayTransport, certificates: PlatformCertificates) =>
      new AccountProof(transport, certificates),
  },
];
