import type { Text } from '#kernel/problems/problem-table.js';
import { settingLeaves } from '../templates/setting-leaves.js';
import type { Delivery } from '../templates/settings-schema.js';
import type { TemplateVersion } from '../templates/template-version.js';

export interface SettingDelivery {
  /** JSON pointer; `*` stands for every element of a list, e.g. `/home/sections/*`. */
  readonly pointer: string;
  readonly delivery: Delivery;
  readonly title: Text;
}

/** Every leaf setting of a template with how it reaches the shopper. */
export function settingDeliveries(template: TemplateVersion): SettingDelivery[] {
  return settingLeaves(template.settingsSchema).map(({ pointer, delivery, title }) => ({ pointer, delivery, title }));
}
