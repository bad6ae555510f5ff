import ipaddr from 'ipaddr.js';
import { SettingsError } from '../config/settings.js';

/** Names for whole ranges: this machine, link-local and private networks. */
const ranges = new Set(['loopback', 'linklocal', 'uniquelocal']);

/**
 * The proxies whose X-Forwarded-For says who calls; false when nobody's does.
 * @throws SettingsError naming the entry that is no address
 */
export function trustedProxiesOf({ TRUST_PROXY: setting }: { readonly TRUST_PROXY?: string }): string[] | false {
  const entries = (setting ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const malformed = entries.find((entry) => !ranges.has(entry) && !ipaddr.isValid(entry) && !ipaddr.isValidCIDR(entry));
  if (malformed !== undefined) {
    throw new SettingsError(
      `Setting TRUST_PROXY names ${malformed}, which is no address. List addresses such as 10.0.0.5 or 10.0.0.0/8, or loopback, linklocal, uniquelocal.`,
    );
  }
  return entries.length > 0 && entries;
}
