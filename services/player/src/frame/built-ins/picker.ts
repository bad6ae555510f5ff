import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { pressByKey } from '../common.js';
import { any, flag, flagOf, number, text, textOf } from '../property.js';
import { spoken } from '../spoken.js';
import { dateColumns, listColumns, type PickerColumns, timeColumns } from './picker-columns.js';
import { regionColumns } from './picker-region.js';

const SHORT_LIST = {
  zh: 'picker mode="region"：这里只列出部分城市，手机上有全部省市区。',
  en: 'picker mode="region": the list of regions here is short; a phone has all of them.',
};

/** `<picker>`: a tap opens a sheet with columns; `change` carries what was chosen in the form of its mode. */
export const picker: BuiltIn = {
  tag: 'picker',
  content: 'slot',
  properties: {
    name: text(),
    mode: text('selector'),
    range: any([]),
    rangeKey: text(),
    value: any(),
    start: text(),
    end: text(),
    fields: text('day'),
    customItem: text(),
    level: text('region'),
    headerText: text(),
    disabled: flag(),
    columnCount: number(),
  },
  attached(self) {
    self.host.addEventListener('click', () => {
      open(self).catch((error: unknown) => self.services.report('<picker>', error));
    });
    if (!textOf(self, 'ariaRole')) self.host.setAttribute('role', 'button');
    self.host.tabIndex = 0;
    self.host.addEventListener('keydown', pressByKey);
  },
  methods: {
    activate: (self) => self.host.click(),
    formValue: (self) => self.data['value'] ?? columnsOf(self).initial,
    reset: (self) => self.setData({ value: columnsOf(self).initial }),
  },
  css: 'wx-picker{display:block}wx-picker:focus{outline:none}wx-picker:focus-visible{outline:2px solid #10aeff}',
};

async function open(self: BuiltInSelf): Promise<void> {
  if (flagOf(self, 'disabled') || self.state['open'] === true) return;
  self.state['open'] = true;
  try {
    const columns = columnsOf(self);
    const title = textOf(self, 'headerText');
    const answer = await self.services.pick({
      ...(title ? { title } : {}),
      columns: columns.texts,
      value: columns.value,
      onColumn(column, _, values) {
        if (textOf(self, 'mode') !== 'multiSelector') return columns.turned?.(column, values);
        self.fire('columnchange', { column, value: values[column] ?? 0 });
        // The page may have given other columns while it heard of the change.
        return columnsOf(self, values).turned?.(column, values);
      },
    });
    if (answer === null) {
      self.fire('cancel', {});
      return;
    }
    const chosen = columnsOf(self, answer.value).chosen(answer.value);
    self.setData({ value: chosen['value'] });
    self.fire('change', chosen);
  } finally {
    self.state['open'] = false;
  }
}

function columnsOf(self: BuiltInSelf, values?: readonly number[]): PickerColumns {
  const mode = textOf(self, 'mode');
  const settings = {
    value: self.data['value'],
    start: textOf(self, 'start'),
    end: textOf(self, 'end'),
    fields: textOf(self, 'fields'),
  };
  if (mode === 'date') return dateColumns(settings);
  if (mode === 'time') return timeColumns(settings);
  if (mode === 'region') {
    self.services.remark(spoken(self, SHORT_LIST));
    return regionColumns(settings.value, textOf(self, 'level'), textOf(self, 'customItem'));
  }
  const range = Array.isArray(self.data['range']) ? (self.data['range'] as unknown[]) : [];
  return listColumns(mode === 'multiSelector', range, textOf(self, 'rangeKey'), values ?? settings.value);
}
