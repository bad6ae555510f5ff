import { SettingsError } from '../config/settings.js';
import { trustedProxiesOf } from './trusted-proxies.js';

test('nobody is trusted until somebody is named', () => {
  expect(trustedProxiesOf({})).toBe(false);
  expect(trustedProxiesOf({ TRUST_PROXY: ' , ' })).toBe(false);
});

test('addresses, networks and names of ranges are taken', () => {
  expect(trustedProxiesOf({ TRUST_PROXY: 'loopback, 10.0.0.0/8,fd00::1' })).toEqual([
    'loopback',
    '10.0.0.0/8',
    'fd00::1',
  ]);
});

test.each(['true', '*', '10.0.0.0/99', 'edge.example.com'])('%s is refused with the name of the setting', (entry) => {
  expect(() => trustedProxiesOf({ TRUST_PROXY: entry })).toThrow(SettingsError);
  expect(() => trustedProxiesOf({ TRUST_PROXY: entry })).toThrow(`TRUST_PROXY names ${entry},`);
});
