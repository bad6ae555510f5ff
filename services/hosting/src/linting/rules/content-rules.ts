import type { RuleTable } from './rule-table.js';

/** A merchant's settings: what WeChat's audit calls unfinished (shared/wechat/code-management.md §10, 1 and 3). */
export const contentRules = {
  'content.empty_home': {
    severity: 'error',
    message: { zh: '首页没有可显示的内容', en: 'The home page shows nothing' },
    remedy: {
      zh: '至少添加一个未隐藏的区块：空白页面会被拒审。',
      en: 'Add a section that is not hidden: the audit refuses blank pages.',
    },
  },
  'content.empty_page': {
    severity: 'warning',
    message: { zh: '页面“{title}”没有可显示的内容', en: 'The page "{title}" shows nothing' },
    remedy: { zh: '添加区块，或删除该页面。', en: 'Add sections, or remove the page.' },
  },
  'content.empty_section': {
    severity: 'warning',
    message: { zh: '区块“{type}”没有内容', en: 'The section "{type}" has no content' },
    remedy: { zh: '填写内容，或删除该区块。', en: 'Fill it, or remove it.' },
  },
  'content.shop_name': {
    severity: 'error',
    message: { zh: '店铺名称“{value}”为空或只是占位文字', en: 'The shop name "{value}" is empty or a placeholder' },
    remedy: { zh: '填写与小程序名称相符的店铺名称。', en: 'Give the name that the mini-program has.' },
  },
  'content.test_text': {
    severity: 'warning',
    message: { zh: '“{value}”像测试内容', en: '"{value}" looks like test content' },
    remedy: { zh: '换成正式内容：含测试数据的小程序会被拒审。', en: 'Put the real text: the audit refuses test data.' },
  },
  'content.placeholder_image': {
    severity: 'warning',
    message: { zh: '图片 {value} 来自占位图服务', en: 'The picture {value} comes from a placeholder service' },
    remedy: { zh: '上传自己的图片。', en: 'Upload a picture of your own.' },
  },
  'content.share_inducement': {
    severity: 'warning',
    message: { zh: '“{value}”诱导分享或关注', en: '"{value}" induces people to share or follow' },
    remedy: {
      zh: '删除以分享、转发、关注为条件的奖励：属于违规诱导。',
      en: 'Remove rewards for sharing or following: WeChat forbids them.',
    },
  },
  'content.draw_odds': {
    severity: 'warning',
    message: { zh: '抽奖区块没有公示中奖概率', en: 'A lucky draw does not publish its odds' },
    remedy: {
      zh: '打开“公示中奖概率”，或在抽奖页公示。',
      en: 'Turn on "Show the odds", or publish them where people draw.',
    },
  },
  'content.distribution_levels': {
    severity: 'error',
    message: { zh: '分销层级为 {levels}，超过两级', en: 'Distribution has {levels} levels, more than two' },
    remedy: {
      zh: '最多设置两级：三级及以上属于多级分销。',
      en: 'Use two levels at most: more is multi-level marketing.',
    },
  },
} as const satisfies RuleTable;
