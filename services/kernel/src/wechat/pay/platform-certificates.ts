import { LRUCache } from 'lru-cache';
import { SingleFlight } from '../single-flight.js';
import { downloadCertificates } from './certificate-client.js';
import type { CertificateStore } from './certificate-store.js';
import type { PayCredentials, PlatformCertificate } from './pay-account.js';
import { PayError } from './pay-error.js';
import type { CertificateFinder, PayTransport } from './pay-transport.js';

// A forged notice may name any serial number: WeChat is not asked for each.
const PAUSE_SECONDS = 60;
const KEEP_MS = 5 * 60_000;

/**
 * Platform certificates of the merchants that still have them (`shared/wechat/wechat-pay-v3.md` §3.1). A serial number that is not known
 * leads to one download, whoever asks and in however many processes; merchants with nothing but a public key never ask.
 */
export class PlatformCertificates implements CertificateFinder {
  private readonly known = new LRUCache<string, readonly PlatformCertificate[]>({ max: 5_000, ttl: KEEP_MS });
  private readonly flights = new SingleFlight<readonly PlatformCertificate[]>();

  constructor(
    private readonly transport: PayTransport,
    private readonly store: CertificateStore,
  ) {}

  /** The credentials with the certificates known so far; nothing is downloaded. */
  async equip<Credentials extends PayCredentials>(credentials: Credentials): Promise<Credentials> {
    if (credentials.acceptsCertificates !== true) return credentials;
    const platformCertificates = this.known.get(credentials.mchId) ?? (await this.read(credentials.mchId));
    return { ...credentials, platformCertificates };
  }

  /** @returns the credentials with the certificate among them; null when there is none, or when it was asked for a moment ago */
  async find<Credentials extends PayCredentials>(
    credentials: Credentials,
    serial: string,
  ): Promise<Credentials | null> {
    if (credentials.acceptsCertificates !== true) return null;
    const holds = (list: readonly PlatformCertificate[]) =>
      list.some(({ serialNo }) => serialNo === serial.toUpperCase());
    const { mchId } = credentials;
    for (const step of [
      () => Promise.resolve(this.known.get(mchId) ?? []),
      () => this.read(mchId),
      () => this.flights.run(mchId, () => this.download(credentials)),
      // Another process may have been downloading meanwhile.
      () => this.read(mchId),
    ]) {
      const platformCertificates = await step();
      if (holds(platformCertificates)) return { ...credentials, platformCertificates };
    }
    return null;
  }

  /** Downloads at once, whatever is known. @throws PayError */
  async renew(credentials: PayCredentials): Promise<void> {
    const certificates = await downloadCertificates(this.transport, credentials);
    await this.store.claimDownload(credentials.mchId, 0);
    await this.store.save(credentials.mchId, certificates);
    this.known.delete(credentials.mchId);
  }

  private async download(credentials: PayCredentials): Promise<readonly PlatformCertificate[]> {
    if (!(await this.store.claimDownload(credentials.mchId, PAUSE_SECONDS))) return [];
    try {
      const certificates = await downloadCertificates(this.transport, credentials);
      await this.store.save(credentials.mchId, certificates);
      return await this.read(credentials.mchId);
    } catch (error) {
      // Whoever asked cannot verify and says so; WeChat sends its notice again.
      if (error instanceof PayError) return [];
      throw error;
    }
  }

  private async read(mchId: string): Promise<readonly PlatformCertificate[]> {
    const certificates = await this.store.list(mchId);
    this.known.set(mchId, certificates);
    return certificates;
  }
}
