import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { selfSignedCertificate } from './x509.js';

it('writes a certificate that Node reads and verifies', () => {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const serialNo = 'F157A09E0123456789ABCDEF0123456789ABCDEF';

  const certificate = new X509Certificate(
    selfSignedCertificate({
      serialNo,
      commonName: 'Tenpay.com',
      organization: 'Tenpay.com',
      publicKeyPem: keys.publicKey,
      privateKeyPem: keys.privateKey,
      validFrom: new Date('2024-01-02T03:04:05Z'),
      validUntil: new Date('2051-01-02T03:04:05Z'),
    }),
  );

  expect(certificate.serialNumber).toBe(serialNo);
  expect(certificate.subject).toContain('CN=Tenpay.com');
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.publicKey.export({ type: 'spki', format: 'pem' })).toBe(keys.publicKey);
  expect(new Date(certificate.validFrom)).toEqual(new Date('2024-01-02T03:04:05Z'));
  expect(new Date(certificate.validTo)).toEqual(new Date('2051-01-02T03:04:05Z'));
});
