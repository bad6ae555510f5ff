import { createHash, createPublicKey, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { certificatePem as pemOf, distinguishedName, integer, oid, sequence, tagged, time } from './der.js';

const YEAR_MS = 365 * 86_400_000;
const DAY_MS = 86_400_000;
const ORGANIZATION = 'wechat-sandbox';

/** A key and its certificate, PEM. */
export interface Identity {
  keyPem: string;
  certificatePem: string;
}

/** A certificate authority of one's own, for ten years: whoever trusts it believes that the sandbox is WeChat. */
export function makeAuthority(now = Date.now()): Identity {
  const keyPem = newKey();
  const name = distinguishedName(`${ORGANIZATION} CA ${randomBytes(4).toString('hex')}`, ORGANIZATION);
  const certificatePem = certificate({
    subject: name,
    issuer: name,
    publicKey: spki(keyPem),
    issuerKeyPem: keyPem,
    validFrom: now - DAY_MS,
    validUntil: now + 10 * YEAR_MS,
    extensions: [
      extension(BASIC_CONSTRAINTS, sequence(TRUE, integer(Buffer.from([0]))), true),
      // keyCertSign, cRLSign
      extension(KEY_USAGE, tagged(0x03, Buffer.from([1, 0x06])), true),
      extension(SUBJECT_KEY_ID, tagged(0x04, keyId(spki(keyPem)))),
    ],
  });
  return { keyPem, certificatePem };
}

/** A server certificate for these names, signed by the authority, for a year. */
export function makeServerIdentity(authority: Identity, hosts: readonly string[], now = Date.now()): Identity {
  const keyPem = newKey();
  const authorityKey = spki(authority.keyPem);
  const certificatePem = certificate({
    subject: distinguishedName(hosts[0] ?? 'localhost', ORGANIZATION),
    issuer: subjectOf(authority.certificatePem),
    publicKey: spki(keyPem),
    issuerKeyPem: authority.keyPem,
    validFrom: now - DAY_MS,
    validUntil: now + YEAR_MS,
    extensions: [
      extension(BASIC_CONSTRAINTS, sequence(), true),
      // digitalSignature
      extension(KEY_USAGE, tagged(0x03, Buffer.from([7, 0x80])), true),
      extension(EXTENDED_KEY_USAGE, sequence(oid(SERVER_AUTH))),
      extension(SUBJECT_NAMES, sequence(...hosts.map((host) => tagged(0x82, Buffer.from(host, 'ascii'))))),
      extension(AUTHORITY_KEY_ID, sequence(tagged(0x80, keyId(authorityKey)))),
    ],
  });
  return { keyPem, certificatePem };
}

interface Contents {
  subject: Buffer;
  issuer: Buffer;
  publicKey: Buffer;
  issuerKeyPem: string;
  validFrom: number;
  validUntil: number;
  extensions: Buffer[];
}

/** RFC 5280, signed with ECDSA and SHA-256. */
function certificate(contents: Contents): string {
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    // Positive and 64 bits of chance: two authorities of one name must not share a number.
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(9)])),
    algorithm,
    contents.issuer,
    sequence(time(new Date(contents.validFrom)), time(new Date(contents.validUntil))),
    contents.subject,
    contents.publicKey,
    tagged(0xa3, sequence(...contents.extensions)),
  );
  return pemOf(body, algorithm, createSign('SHA256').update(body).sign(contents.issuerKeyPem));
}

const newKey = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;

const spki = (keyPem: string): Buffer => createPublicKey(keyPem).export({ type: 'spki', format: 'der' });
const keyId = (publicKey: Buffer): Buffer => createHash('sha1').update(publicKey).digest();

/** The subject as it stands in a certificate that `certificate` wrote: the sixth member of its body. */
function subjectOf(pem: string): Buffer {
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  const members = childrenOf(childrenOf(der)[0] ?? Buffer.alloc(0));
  return members[5] ?? Buffer.alloc(0);
}

function childrenOf(der: Buffer): Buffer[] {
  const found: Buffer[] = [];
  const start = headerBytes(der, 0);
  for (let at = start; at < start + contentBytes(der, 0); ) {
    const end = at + headerBytes(der, at) + contentBytes(der, at);
    found.push(der.subarray(at, end));
    at = end;
  }
  return found;
}

function contentBytes(der: Buffer, at: number): number {
  const first = der[at + 1] ?? 0;
  return first < 0x80 ? first : der.readUIntBE(at + 2, first & 0x7f);
}

const headerBytes = (der: Buffer, at: number): number => {
  const first = der[at + 1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
};

const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];
const KEY_USAGE = [0x55, 0x1d, 0x0f];
const EXTENDED_KEY_USAGE = [0x55, 0x1d, 0x25];
const SERVER_AUTH = [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
const SUBJECT_NAMES = [0x55, 0x1d, 0x11];
const SUBJECT_KEY_ID = [0x55, 0x1d, 0x0e];
const AUTHORITY_KEY_ID = [0x55, 0x1d, 0x23];
const TRUE = Buffer.from([0x01, 0x01, 0xff]);

const extension = (id: number[], value: Buffer, isCritical = false): Buffer =>
  sequence(oid(id), ...(isCritical ? [TRUE] : []), tagged(0x04, value));
