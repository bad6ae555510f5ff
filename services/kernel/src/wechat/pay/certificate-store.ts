import type { PlatformCertificate } from './pay-account.js';
import type { DatedCertificate } from './certificate-client.js';

/** Platform certificates by the merchant number that downloaded them, shared by all processes. */
export abstract class CertificateStore {
  /** Not expired; the one that lasts longest stands first. */
  abstract list(mchId: string): Promise<readonly PlatformCertificate[]>;
  /** @returns whether this caller may download now: nobody else has tried since `pauseSeconds` */
  abstract claimDownload(mchId: string, pauseSeconds: number): Promise<boolean>;
  abstract save(mchId: string, certificates: readonly DatedCertificate[]): Promise<void>;
  /** Merchant numbers whose certificates were downloaded longer ago than `hours`; whose last attempt is oldest stands first. */
  abstract stale(hours: number): Promise<readonly string[]>;
}
