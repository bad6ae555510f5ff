import type { RuleTable } from './rule-table.js';

/** What a screen reader needs of the markup. */
export const accessRules = {
  'access.picture_label': {
    severity: 'hint',
    message: { zh: '<image> 没有读屏说明', en: 'An <image> has no words for a screen reader' },
    remedy: {
      zh: '加上 aria-label；纯装饰图片写 aria-hidden="{{true}}"。',
      en: 'Give it an aria-label, or aria-hidden="{{true}}" when it only decorates.',
    },
  },
  'access.control_label': {
    severity: 'hint',
    message: {
      zh: '可点按的 <{tag}> 没有文字也没有读屏说明',
      en: 'A <{tag}> that can be tapped has neither words nor a label',
    },
    remedy: { zh: '加上 aria-label。', en: 'Give it an aria-label.' },
  },
} as const satisfies RuleTable;
