import type { Text } from '#kernel/problems/problem-table.js';

/** A cell of an import file that could not be used. A warning's row goes in all the same. */
export interface ImportIssue {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number;
  readonly column: string;
  readonly value: string;
  readonly code: IssueCode;
  readonly severity: 'error' | 'warning';
  readonly reason: Text;
}

const reasons = {
  'handle.missing': { zh: '缺少 Handle', en: 'Handle is missing' },
  'handle.too_long': { zh: 'Handle 不能超过 255 个字符', en: 'Handle may have at most 255 characters' },
  'title.missing': { zh: '商品的首行缺少标题', en: 'the first row of a product needs a title' },
  'title.too_long': { zh: '标题不能超过 200 个字符', en: 'a title may have at most 200 characters' },
  'row.empty': { zh: '该行没有规格也没有图片', en: 'the row has neither a variant nor an image' },
  'option.too_many': { zh: '最多支持 3 个规格项', en: 'at most three options are supported' },
  'option.name_missing': { zh: '规格值没有对应的规格名', en: 'the option has a value but no name' },
  'option.value_missing': { zh: '缺少规格值', en: 'the value of this option is missing' },
  'option.value_too_long': { zh: '规格值不能超过 100 个字符', en: 'an option value may have at most 100 characters' },
  'variant.repeated': { zh: '与前面的规格重复', en: 'repeats the variant of an earlier row' },
  'variant.none': { zh: '商品没有可用的规格', en: 'no usable variant is left of this product' },
  'price.missing': { zh: '缺少价格', en: 'the price is missing' },
  'price.invalid': {
    zh: '价格应为不超过 100 万元的正数，最多两位小数',
    en: 'a price is a number of yuan with at most two decimals, e.g. 19.99',
  },
  'price.stands': {
    zh: '该规格正在参加或即将参加促销，原价不能上调，仍为原来的价格',
    en: 'a promotion that runs or is planned refers to the price: it was not raised',
  },
  'stock.invalid': { zh: '库存应为 0 至 1000000 的整数', en: 'the stock is a whole number from 0 to 1,000,000' },
  'image.address_invalid': { zh: '图片地址无效', en: 'the image address is not valid' },
  'extras.conflict': {
    zh: '前面的商品已有同名但内容不同的加料分组，请换一个名称',
    en: 'an earlier dish has a group of this name with other choices; name it differently',
  },
  'extras.invalid': {
    zh: '加料格式应为「加料 0-3: 卤蛋 +3, 牛肉 +8 | 辣度 1: 不辣, 微辣」',
    en: 'extras are written as "Toppings 0-3: Egg +3, Beef +8 | Spiciness 1: Mild, Hot"',
  },
} as const satisfies Record<string, Text>;

export type IssueCode = keyof typeof reasons;

const warnings: ReadonlySet<IssueCode> = new Set([
  'image.address_invalid',
  'extras.invalid',
  'extras.conflict',
  'price.stands',
]);

export function issue(row: number, column: string, value: string, code: IssueCode): ImportIssue {
  const severity = warnings.has(code) ? 'warning' : 'error';
  return { row, column, value: value.slice(0, 200), code, severity, reason: reasons[code] };
}
