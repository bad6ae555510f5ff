import { generateKeyPairSync } from 'node:crypto';
import { selfSignedCertificate } from '../crypto/x509.js';
import { emptyPay, upgradePay } from './pay-upgrade.js';

const keyPair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};

describe('the pay part of an old snapshot', () => {
  it('keeps its keys, merchants, orders and notices', () => {
    const platform = keyPair();
    const certificatePem = selfSignedCertificate({
      serialNo: '4A',
      commonName: 'c',
      organization: 'o',
      ...platform,
      validFrom: new Date('2026-01-01T00:00:00Z'),
      validUntil: new Date('2031-01-01T00:00:00Z'),
    });
    const saved = {
      platform: {
        publicKeyId: 'PUB_KEY_ID_1',
        publicKeyPem: platform.publicKeyPem,
        publicKeyPrivatePem: platform.privateKeyPem,
        certificateSerial: '4A',
        certificatePem,
        certificatePrivatePem: platform.privateKeyPem,
        certificateEffectiveTime: '2026-01-01T08:00:00+08:00',
        certificateExpireTime: '2031-01-01T08:00:00+08:00',
      },
      merchants: {
        '1600000001': { mchid: '1600000001', serialNo: '4B', publicKeyPem: 'PEM', balanceFen: 7, appids: ['wx1'] },
      },
      orders: { '1600000001:XP000001': { outTradeNo: 'XP000001', totalFen: 1 } },
      refunds: { '1600000001:R1': { outRefundNo: 'R1' } },
      notices: [{ id: 'EV-1', state: 'pending' }],
    };

    const pay = upgradePay(JSON.parse(JSON.stringify(saved)) as Parameters<typeof upgradePay>[0]);

    expect(pay.platform).toMatchObject({
      publicKeys: [{ id: 'PUB_KEY_ID_1', retiresAt: null }],
      certificates: [{ serialNo: '4A', publicKeyPem: platform.publicKeyPem }],
    });
    expect(pay.merchants['1600000001']).toMatchObject({
      kind: 'direct',
      certificates: [{ serialNo: '4B', publicKeyPem: 'PEM', revokedAt: null }],
      ledgerFen: 7,
      isBalanceChecked: true,
    });
    expect(pay.orders['1600000001:XP000001']).toMatchObject({ subMchid: null, isShared: false, totalFen: 1 });
    expect(pay.refunds['1600000001:R1']).toMatchObject({ channel: 'ORIGINAL', feeFen: 0 });
    expect(pay.notices).toMatchObject({ 'EV-1': { state: 'pending', forged: 0 } });
  });

  it('of today stays as it is, and a missing one is empty', () => {
    const pay = upgradePay(undefined);

    expect(pay).toEqual(emptyPay());
    expect(upgradePay(pay)).toEqual(pay);
  });
});
