/** The few structures of DER that certificates are written with; RFC 5280. */
export function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

export const sequence = (...items: Buffer[]): Buffer => tagged(0x30, Buffer.concat(items));

export const oid = (bytes: readonly number[]): Buffer => tagged(0x06, Buffer.from(bytes));

/** Integers are signed: a leading byte ≥ 0x80 would make it negative. */
export function integer(bytes: Buffer): Buffer {
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return tagged(0x02, isNegative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export const distinguishedName = (commonName: string, organization: string): Buffer =>
  sequence(attribute(COMMON_NAME, commonName), attribute(ORGANIZATION, organization));

/** GeneralizedTime is required from 2050 on, UTCTime before. */
export function time(instant: Date): Buffer {
  const digits = `${instant.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return instant.getUTCFullYear() >= 2050
    ? tagged(0x18, Buffer.from(digits))
    : tagged(0x17, Buffer.from(digits.slice(2)));
}

/** What was signed, with what and the signature, as PEM. */
export function certificatePem(body: Buffer, algorithm: Buffer, signature: Buffer): string {
  const der = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const COMMON_NAME = [0x55, 0x04, 0x03];
const ORGANIZATION = [0x55, 0x04, 0x0a];

const attribute = (type: readonly number[], value: string): Buffer =>
  tagged(0x31, sequence(oid(type), tagged(0x0c, Buffer.from(value, 'utf8'))));
