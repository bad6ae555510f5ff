import { maskPhone } from './phone-numbers.js';

test.each([
  ['13800138000', '138****8000'],
  ['+85261234567', '****4567'],
  ['+1 (415) 555-0100', '****0100'],
  ['123', '****123'],
])('%s is shown as %s', (number, masked) => {
  expect(maskPhone(number)).toBe(masked);
});
