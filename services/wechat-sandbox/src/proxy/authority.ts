import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Identity, makeAuthority } from '../crypto/tls-certificates.js';

/**
 * The authority that clients of the proxy trust: made at the first start and kept in the data folder, so that a `ca.pem` handed out
 * stays good. Without a data folder it lives as long as the process.
 */
export function openAuthority(dataDir: string | null): Identity {
  if (dataDir === null) return makeAuthority();
  const keyFile = join(dataDir, 'ca.key');
  const certificateFile = join(dataDir, 'ca.pem');
  if (existsSync(keyFile) && existsSync(certificateFile))
    return { keyPem: readFileSync(keyFile, 'utf8'), certificatePem: readFileSync(certificateFile, 'utf8') };
  const authority = makeAuthority();
  // The certificate last: a key without one is made anew.
  replace(keyFile, authority.keyPem);
  replace(certificateFile, authority.certificatePem);
  return authority;
}

function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
