import { checkReferer } from './access-gate.js';

const appId = 'wx0123456789abcdef';

test.each([
  undefined,
  '',
  'https://example.com/',
  `https://servicewechat.com/${appId}/0/page-frame.html`,
  `https://servicewechat.com/${appId}/devtools/page-frame.html`,
])('a call from %s is let in', (referer) => {
  expect(() => checkReferer(referer, appId)).not.toThrow();
});

test.each([
  'https://servicewechat.com/wxfedcba9876543210/1/page-frame.html',
  `https://servicewechat.com/${appId}0/1/page-frame.html`,
  'https://servicewechat.com/',
])('a call from %s is refused', (referer) => {
  expect(() => checkReferer(referer, appId)).toThrow(expect.objectContaining({ code: 'applet.foreign_referer' }));
});
