import type { ApiClient } from '#kernel/http/client.js';
import type { SandboxConsole } from './sandbox-console.js';

export interface JourneyAccounts {
  readonly operator: { readonly email: string; readonly password: string };
  readonly agency: { readonly name: string; readonly email: string; readonly password: string };
}

/** One merchant on the road, and how far it has come. */
export interface Traveller {
  readonly merchantId: string;
  readonly name: string;
  readonly appId: string;
  buildId?: string;
  submissionId?: string;
  orderId?: string;
}

/** One shopper in one shop. */
export interface Visit {
  readonly traveller: Traveller;
  readonly params: { readonly appId: string };
  readonly shopper: ApiClient;
  skuId: string;
  orderId: string;
  totalFen: number;
}

export interface JourneyContext {
  readonly controlPlane: ApiClient;
  readonly runtime: ApiClient;
  readonly sandbox: SandboxConsole;
  /** Whether uploads with the official uploader must work; without it their station is left out. */
  readonly uploaderExpected: boolean;
  readonly accounts: JourneyAccounts;
  readonly clientList: { readonly name: string; readonly bytes: Buffer };
  readonly productLists: readonly { readonly name: string; readonly bytes: Buffer }[];
  /** Set by the sign-in station. */
  operator: ApiClient;
  agency: ApiClient;
  travellers: Traveller[];
  /** Merchants of other lines of business than the client list's, added by the stations of these. */
  verticalTravellers: Traveller[];
  visits: Visit[];
}
