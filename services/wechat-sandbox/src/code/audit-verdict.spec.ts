import { findContentFault } from './audit-verdict.js';

const audit = (versionDesc: string, ext: object) => ({ versionDesc, code: { extJson: JSON.stringify(ext) } });

describe('the content rule', () => {
  it('finds nothing wrong with a described shop', () => {
    expect(findContentFault(audit('无需登录即可浏览', { window: { navigationBarTitleText: '花间茶舍' } }))).toBeNull();
  });

  it('rejects a submission that does not describe itself', () => {
    expect(findContentFault(audit(' ', {}))).toMatch(/^1:小程序内容不符合规则:<br>\(1\):.*测试帐号.*<br>$/);
  });

  it.each([
    { window: { navigationBarTitleText: '测试商城' } },
    { extPages: { 'pages/home/index': { navigationBarTitleText: 'Test' } } },
    { tabBar: { list: [{ text: 'test' }] } },
    { ext: { shopName: '我的测试店' } },
  ])('rejects test content in %j', (ext) => {
    expect(findContentFault(audit('说明', ext))).toMatch(/测试内容/);
  });

  it('does not mind addresses and paths', () => {
    const ext = {
      ext: { apiBase: 'https://shop.test' },
      extPages: { 'pages/test/index': { enablePullDownRefresh: true } },
    };

    expect(findContentFault(audit('说明', ext))).toBeNull();
  });

  it('does not mind a word that only contains "test"', () => {
    expect(findContentFault(audit('说明', { ext: { shopName: 'Contest & Latest' } }))).toBeNull();
  });
});
