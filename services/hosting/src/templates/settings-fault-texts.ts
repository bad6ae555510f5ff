import type { Text } from '#kernel/problems/problem-table.js';

type Params = Readonly<Record<string, unknown>>;

/** What a merchant reads beside a field, by fault code; `{name}` is filled from the fault's parameters. */
const texts: Readonly<Record<string, Text>> = {
  not_an_object: { zh: '店铺设置必须是一个 JSON 对象', en: 'The settings must be a JSON object' },
  required: { zh: '必填', en: 'is required' },
  unknown_field: { zh: '没有这个设置项，请删除', en: 'is not a setting of this template; remove it' },
  unknown_type: { zh: '模板没有这种类型的板块', en: 'is not a kind of section of this template' },
  duplicate_id: {
    zh: '编号“{id}”重复，同一列表内的编号必须不同',
    en: 'the id "{id}" is used twice; ids in one list must differ',
  },
  too_many_of_type: {
    zh: '在同一个列表里最多 {limit} 个，请删除多余的',
    en: 'may be used at most {limit} times in one list; remove those that are too many',
  },
  schedule_order: {
    zh: '结束时间必须晚于开始时间，请改晚或清空',
    en: 'the end must be later than the beginning; choose a later one or clear it',
  },
  type: { zh: '类型不对，应为 {type}', en: 'has the wrong type; it must be {type}' },
  enum: { zh: '只能取 {allowedValues} 之一', en: 'must be one of {allowedValues}' },
  const: { zh: '只能是 {allowedValue}', en: 'must be {allowedValue}' },
  pattern: { zh: '格式不对，应符合 {pattern}', en: 'has the wrong format; it must match {pattern}' },
  format: { zh: '格式不对，应为 {format}', en: 'has the wrong format; it must be a {format}' },
  minLength: { zh: '至少 {limit} 个字', en: 'must have at least {limit} characters' },
  maxLength: { zh: '最多 {limit} 个字', en: 'may have at most {limit} characters' },
  minimum: { zh: '不能小于 {limit}', en: 'must be at least {limit}' },
  maximum: { zh: '不能大于 {limit}', en: 'must be at most {limit}' },
  exclusiveMinimum: { zh: '必须大于 {limit}', en: 'must be greater than {limit}' },
  exclusiveMaximum: { zh: '必须小于 {limit}', en: 'must be less than {limit}' },
  multipleOf: { zh: '必须是 {multipleOf} 的倍数', en: 'must be a multiple of {multipleOf}' },
  minItems: { zh: '至少 {limit} 项', en: 'must have at least {limit} entries' },
  maxItems: { zh: '最多 {limit} 项', en: 'may have at most {limit} entries' },
  uniqueItems: { zh: '不能有重复项', en: 'may not contain the same entry twice' },
};
const empty: Text = { zh: '不能为空', en: 'may not be empty' };
const unnamed: Text = { zh: '内容不符合要求', en: 'is not valid' };
const typeNames: Readonly<Record<string, Text>> = {
  string: { zh: '文字', en: 'text' },
  integer: { zh: '整数', en: 'a whole number' },
  number: { zh: '数字', en: 'a number' },
  boolean: { zh: '是/否', en: 'true or false' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
};

export function faultText(code: string, params: Params, title?: Text): Text {
  const text = code === 'minLength' && params['limit'] === 1 ? empty : (texts[code] ?? unnamed);
  return {
    zh: (title ? `「${title.zh}」` : '') + fill(text.zh, params, 'zh'),
    en: (title ? `"${title.en}" ` : '') + fill(text.en, params, 'en'),
  };
}

function fill(text: string, params: Params, language: keyof Text): string {
  return text.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = params[name];
    if (name === 'type' && typeof value === 'string') return typeNames[value]?.[language] ?? value;
    if (Array.isArray(value)) return value.join(language === 'zh' ? '、' : ', ');
    return typeof value === 'string' ? value : JSON.stringify(value ?? '');
  });
}
