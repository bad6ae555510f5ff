import { makeSecrets } from './secrets.js';

describe('makeSecrets', () => {
  const many = Array.from({ length: 50 }, makeSecrets);

  it('makes keys in the forms that WeChat and the programs ask for', () => {
    for (const secrets of many) {
      expect(Buffer.from(secrets.masterKey, 'base64')).toHaveLength(32);
      expect(secrets.componentAppId).toMatch(/^wx[0-9a-f]{16}$/);
      expect(secrets.pushToken).toMatch(/^[A-Za-z0-9]{3,32}$/);
      expect(secrets.pushAesKey).toMatch(/^[A-Za-z0-9]{43}$/);
      // Decoding and encoding again gives the same text: no bits are lost at its end.
      expect(Buffer.from(`${secrets.pushAesKey}=`, 'base64').toString('base64')).toBe(`${secrets.pushAesKey}=`);
    }
  });

  it('never makes the same twice', () => {
    const values = many.flatMap((secrets) => Object.values(secrets) as string[]);

    expect(new Set(values).size).toBe(values.length);
  });
});
