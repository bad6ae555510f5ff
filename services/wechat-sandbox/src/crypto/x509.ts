import { createPublicKey, createSign } from 'node:crypto';
import { certificatePem, distinguishedName, integer, oid, sequence, tagged, time } from './der.js';

/**
 * A self-signed X.509 v3 certificate as PEM. Node reads certificates but cannot write them, and `/v3/certificates` must hand out
 * a real one; RFC 5280 needs only these few DER structures.
 */
export function selfSignedCertificate(input: {
  /** Upper-case hex, at most 40 characters. */
  serialNo: string;
  commonName: string;
  organization: string;
  publicKeyPem: string;
  privateKeyPem: string;
  validFrom: Date;
  validUntil: Date;
}): string {
  const algorithm = sequence(oid(SHA256_WITH_RSA), NULL);
  const name = distinguishedName(input.commonName, input.organization);
  const spki = createPublicKey(input.publicKeyPem).export({ type: 'spki', format: 'der' });
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.from(input.serialNo, 'hex')),
    algorithm,
    name,
    sequence(time(input.validFrom), time(input.validUntil)),
    name,
    spki,
  );
  return certificatePem(body, algorithm, createSign('RSA-SHA256').update(body).sign(input.privateKeyPem));
}

const SHA256_WITH_RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
const NULL = Buffer.from([0x05, 0x00]);
