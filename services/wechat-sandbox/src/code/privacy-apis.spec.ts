import { findPrivacyApis, privacyKeysOf } from './privacy-apis.js';

describe('privacy detection', () => {
  it('finds calls in code, used or not', () => {
    expect(findPrivacyApis('a.js', 'if (false) wx.chooseAddress({}); wx . getLocation(); wx.request({})')).toEqual([
      'chooseAddress',
      'getLocation',
    ]);
  });

  it('finds form features in WXML', () => {
    const wxml = '<button open-type="getPhoneNumber|agreePrivacyAuthorization"/><input class="x" type="nickname"/>';

    expect(findPrivacyApis('a.wxml', wxml)).toEqual(['getPhoneNumber', 'nicknameInput']);
  });

  it('names each key once', () => {
    expect(privacyKeysOf(['chooseAvatar', 'nicknameInput', 'chooseAddress'])).toEqual(['UserInfo', 'Address']);
  });
});
