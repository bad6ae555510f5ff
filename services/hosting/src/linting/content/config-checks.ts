import { isJsonObject, type JsonObject, type JsonValue, pointerTo } from '../../templates/json.js';
import { schemaAt } from '../../templates/settings-schema.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { ContentSubject } from './content-subject.js';
import { checkSections } from './section-checks.js';
import { checkTexts } from './text-checks.js';

const MOST_LEVELS = 2;
/** A name that says nothing: the whole of it, not a part. */
const placeholderName =
  /^(?:|test(?:ing)?\d*|测试\d*|测试(?:店铺?|小店|商城)|demo|shop|my shop|untitled|unnamed|未命名|店铺|小店|我的(?:店铺|小店)|商城|小程序|[1x]+|123\d*|asdf\w*|qwe\w*)$/i;

/**
 * A merchant's settings against WeChat's audit (shared/wechat/code-management.md §10, 1 and 3). Reads nothing of the package, so it costs
 * little. Findings name the file `config` and a pointer.
 */
export function lintConfig(template: ContentSubject, config: JsonObject): Finding[] {
  return [
    ...checkName(template, config),
    ...checkSections(template, config),
    ...checkTexts(config),
    ...tooManyLevels(config, '', false),
  ];
}

function checkName({ settingsSchema }: ContentSubject, config: JsonObject): Finding[] {
  const schema = schemaAt(settingsSchema, '/brand/name');
  if (!schema) return [];
  const name = (isJsonObject(config['brand']) ? config['brand']['name'] : undefined) ?? schema['default'];
  const value = typeof name === 'string' ? name.trim() : '';
  return placeholderName.test(value)
    ? [finding('content.shop_name', { file: 'config', pointer: '/brand/name' }, { value })]
    : [];
}

function tooManyLevels(value: JsonValue, pointer: string, inside: boolean): Finding[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const here = pointerTo(pointer, key);
    const about = inside || /distribut|referral|commission/i.test(key);
    const levels = Array.isArray(child) ? child.length : typeof child === 'number' ? child : 0;
    return about && /^(?:max_?)?(?:levels?|tiers?|depth)$/i.test(key) && levels > MOST_LEVELS
      ? [finding('content.distribution_levels', { file: 'config', pointer: here }, { levels })]
      : tooManyLevels(child, here, about);
  });
}
