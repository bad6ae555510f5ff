import type { TemplateFeature } from '../../templates/template-version.js';

/**
 * Categories of which one is needed for what a mini-program does, as `first level` or `first level > second level`. WeChat's catalogue
 * of categories open to companies (/miniprogram/product/material/) and its answer which contents need a category of 社交; what is
 * not listed here asks for none of its own. Names change: the merchant's own list comes from `/wxa/get_category`
 * (shared/wechat/code-management.md §3).
 */
export const categoriesForFeature: Readonly<Partial<Record<TemplateFeature, readonly string[]>>> = {
  dining: ['餐饮服务'],
  booking: ['生活服务', '体育', '医疗', '教育', '旅游', '汽车', '餐饮服务', '工具 > 预约/报名'],
  userContent: ['社交 > 社区/论坛', '社交 > 笔记', '社交 > 问答', '文娱 > 资讯'],
  video: ['文娱', '教育', '社交 > 直播'],
};

/** `<live-player>` and `<live-pusher>` are open to these only (component reference of WeChat). */
export const categoriesForLive: readonly string[] = [
  '社交 > 直播',
  '教育',
  '医疗',
  '金融',
  '汽车',
  '政务民生',
  '工具 > 视频客服',
  'IT科技',
];

/** For many merchants under one roof, with a telecommunications licence. */
export const marketplaceCategory = '电商平台';

/** Whether one of the categories is below one of those wanted; a first level also stands for longer names, as 教育 for 教育服务. */
export function hasCategory(categories: readonly string[], wanted: readonly string[]): boolean {
  return categories.some((category) => {
    const [first = '', second = ''] = category.split('>').map((part) => part.trim());
    return wanted.some((one) => {
      const [wantedFirst = '', wantedSecond] = one.split('>').map((part) => part.trim());
      return first.startsWith(wantedFirst) && (wantedSecond === undefined || second === wantedSecond);
    });
  });
}
