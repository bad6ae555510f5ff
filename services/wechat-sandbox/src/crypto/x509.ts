import { createPublicKey, createSign } from 'node:crypto';

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
  const name = sequence(attribute(COMMON_NAME, input.commonName), attribute(ORGANIZATION, input.organization));
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
  const signature = createSign('RSA-SHA256').update(body).sign(input.privateKeyPem);
  const der = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const SHA256_WITH_RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
const COMMON_NAME = [0x55, 0x04, 0x03];
const ORGANIZATION = [0x55, 0x04, 0x0a];
const NULL = Buffer.from([0x05, 0x00]);

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...items: Buffer[]): Buffer => tagged(0x30, Buffer.concat(items));
const oid = (bytes: number[]): Buffer => tagged(0x06, Buffer.from(bytes));

/** DER integers are signed: a leading byte ≥ 0x80 would make it negative. */
function integer(bytes: Buffer): Buffer {
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return tagged(0x02, isNegative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

const attribute = (type: number[], value: string): Buffer =>
  tagged(0x31, sequence(oid(type), tagged(0x0c, Buffer.from(value, 'utf8'))));

/** GeneralizedTime is required from 2050 on, UTCTime before. */
function time(instant: Date): Buffer {
  const digits = `${instant.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return instant.getUTCFullYear() >= 2050
    ? tagged(0x18, Buffer.from(digits))
    : tagged(0x17, Buffer.from(digits.slice(2)));
}
