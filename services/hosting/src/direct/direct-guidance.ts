import type { Text } from '#kernel/problems/problem-table.js';

const CODE_SET = 18;

/**
 * What follows an upload with one's own key is done by people in WeChat's console; there is no API for it
 * (`shared/wechat/miniprogram-ci.md` §1).
 */
export function directGuidance(
  upload: {
    readonly kind: 'upload' | 'preview';
    readonly state: string;
    readonly robot: number;
    readonly version: string;
  },
  grantedSets: readonly number[],
): { readonly nextSteps: Text | null; readonly warning: Text | null } {
  return {
    nextSteps: upload.state === 'uploaded' ? nextSteps(upload) : null,
    warning: upload.kind === 'upload' && grantedSets.includes(CODE_SET) ? PUBLISHING_BLOCKED : null,
  };
}

function nextSteps({ kind, robot, version }: { kind: 'upload' | 'preview'; robot: number; version: string }): Text {
  if (kind === 'preview') {
    return {
      zh: '用开发者或体验成员的微信扫描二维码即可预览。',
      en: 'Scan the code with the WeChat account of a developer or tester.',
    };
  }
  return {
    zh: `登录 mp.weixin.qq.com「管理 → 版本管理 → 开发版本」，找到「ci机器人${robot}」上传的 ${version}，选为体验版，再提交审核，通过后手动发布。`,
    en: `At mp.weixin.qq.com open 管理 → 版本管理 → 开发版本, find ${version} uploaded by ci机器人${robot}, make it the trial version, submit it for audit, and release it by hand once approved.`,
  };
}

const PUBLISHING_BLOCKED: Text = {
  zh: '该小程序已把「开发管理与数据分析」（权限集 18）授权给第三方平台，微信会禁止在公众平台后台发布。要走直传渠道，请先由管理员取消该权限集；否则请用平台渠道提交。',
  en: 'This mini-program has granted code management (permission set 18) to a third-party platform, and WeChat then blocks publishing from its console. Have the administrator withdraw that set first, or submit through the platform channel instead.',
};
