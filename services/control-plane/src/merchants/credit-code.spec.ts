import { isCreditCode } from './credit-code.js';

describe('isCreditCode', () => {
  it.each(['91350100M000100Y43', '9144030071526726XG', '91330100799655058B'])('accepts %s', (code) => {
    expect(isCreditCode(code)).toBe(true);
  });

  it.each([
    ['a mistyped character', '91350100M000100Y53'],
    ['two characters swapped', '91350100M000010Y43'],
    ['a wrong check digit', '91350100M000100Y44'],
    ['a letter that codes do not use', '91350100I000100Y43'],
    ['17 characters', '91350100M000100Y4'],
    ['small letters', '91350100m000100y43'],
  ])('refuses %s', (_what, code) => {
    expect(isCreditCode(code)).toBe(false);
  });
});
