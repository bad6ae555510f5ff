import { sessionSignature } from './login.js';

it('signs a session with the key as its base64 text', () => {
  expect(sessionSignature('o0q0otL8aEzpcZL/FT9WsQ==')).toBe(
    '46e043c5525c2d817c44be603d30837a808a1d930d038f6fdc3e62a201fed128',
  );
  expect(sessionSignature('HyVFkGl5F5OQWJZZaNzBBg==')).toBe(
    '252b75c92698025afe925b29cca5517fdf9ee67aae072cf3225ebf3a53783058',
  );
});
