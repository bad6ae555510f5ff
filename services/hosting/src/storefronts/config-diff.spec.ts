import type { JsonObject } from '../templates/json.js';
import { kitCommons, kitTemplateTree } from '../templates/kit-template.fixture.js';
import { smallTemplate } from '../templates/small-template.fixture.js';
import { assembleTemplate } from '../templates/template-assembly.js';
import { diff, needsBuild } from './config-diff.js';
import { settingDeliveries } from './setting-delivery.js';

const template = smallTemplate();
const notice = (id: string, text: string) => ({ id, type: 'notice', settings: { text } });
const before: JsonObject = { name: 'A', sections: [notice('one', '1'), notice('two', '2')] };

describe('diff', () => {
  it('finds nothing between a config and itself, defaults written out', () => {
    expect(diff(template, before, { ...before, theme: { primary: '#111111' } })).toEqual([]);
  });

  it('says of each setting how it reaches the shopper and what it is called', () => {
    const changes = diff(template, before, { ...before, name: 'B', theme: { primary: '#222222' } });

    expect(changes).toEqual([
      {
        pointer: '/name',
        kind: 'changed',
        before: 'A',
        after: 'B',
        delivery: 'packaged',
        title: { zh: '店名', en: 'Shop name' },
      },
      {
        pointer: '/theme/primary',
        kind: 'changed',
        before: '#111111',
        after: '#222222',
        delivery: 'live',
        title: { zh: '主题 › 主色', en: 'Theme › Primary' },
      },
    ]);
    expect(needsBuild(changes)).toBe(true);
  });

  it('compares sections by id: a moved one is moved, not rewritten', () => {
    const changes = diff(template, before, { name: 'A', sections: [notice('two', '2'), notice('one', '1')] });

    expect(changes).toEqual([
      expect.objectContaining({ pointer: '/sections', kind: 'moved', before: ['one', 'two'], after: ['two', 'one'] }),
    ]);
    expect(needsBuild(changes)).toBe(false);
  });

  it('finds the change inside a section that also changed its place', () => {
    const changes = diff(template, before, { name: 'A', sections: [notice('two', 'new'), notice('one', '1')] });

    expect(changes).toContainEqual(
      expect.objectContaining({
        pointer: '/sections/0/settings/text',
        before: '2',
        after: 'new',
        title: { zh: '板块 › notice › 公告', en: 'Sections › notice › Notice' },
      }),
    );
  });

  it('reports added and removed sections without calling the rest moved', () => {
    const changes = diff(template, before, { name: 'A', sections: [notice('new', '0'), notice('two', '2')] });

    expect(changes.map(({ kind, pointer }) => `${kind} ${pointer}`)).toEqual([
      'removed /sections/0',
      'added /sections/0',
    ]);
    expect(changes[0]?.before).toMatchObject({ id: 'one' });
    expect(changes[1]?.after).toMatchObject({ id: 'new' });
  });

  it('takes a section of another type under the same id for a new one', () => {
    const changes = diff(template, before, {
      name: 'A',
      sections: [{ id: 'one', type: 'grid', settings: {} }, notice('two', '2')],
    });

    expect(changes).toEqual([expect.objectContaining({ pointer: '/sections/0', kind: 'changed', delivery: 'live' })]);
  });
});

describe('diff of composed pages', () => {
  const composed = assembleTemplate('small', kitTemplateTree(), kitCommons());
  const bar = (id: string, more: object = {}) => ({ id, type: 'noticeBar', settings: { text: id }, ...more });
  const banner = (...ids: string[]) => ({
    id: 'banner',
    type: 'bannerCarousel',
    settings: {},
    blocks: ids.map((id) => ({ id, type: 'slide', settings: { image: `${id}.png` } })),
  });
  const told = (older: readonly object[], newer: readonly object[]) =>
    diff(composed, { name: 'A', home: older as JsonObject[] }, { name: 'A', home: newer as JsonObject[] }).map(
      ({ kind, pointer, title }) => `${kind} ${pointer} ${title.en}`,
    );

  it('says hidden, shown and scheduled, each once', () => {
    const schedule = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };

    expect(told([bar('a')], [bar('a', { hidden: true })])).toEqual([
      'hidden /home/0/hidden Sections › Notice bar › Hidden',
    ]);
    expect(told([bar('a', { hidden: true })], [bar('a')])).toEqual([
      'shown /home/0/hidden Sections › Notice bar › Hidden',
    ]);
    expect(told([bar('a')], [bar('a', { schedule })])).toEqual([
      'scheduled /home/0/schedule Sections › Notice bar › Shown',
    ]);
    expect(told([bar('a', { schedule })], [bar('a', { schedule: { to: schedule.to } })])).toEqual([
      'scheduled /home/0/schedule Sections › Notice bar › Shown',
    ]);
  });

  it('compares blocks by id inside sections that moved', () => {
    expect(told([banner('x', 'y'), bar('a')], [bar('a'), banner('y', 'x', 'z')])).toEqual([
      'moved /home Sections',
      'moved /home/1/blocks Sections › Banner › Blocks',
      'added /home/1/blocks/2 Sections › Banner › Blocks › Slide',
    ]);
    expect(told([banner('x', 'y')], [banner('y')])).toEqual([
      'removed /home/0/blocks/0 Sections › Banner › Blocks › Slide',
    ]);
  });

  it('needs no package, whatever happens to sections', () => {
    const changes = diff(
      composed,
      { name: 'A', home: [bar('a')] },
      { name: 'A', home: [banner('x')], pages: [{ id: 'about' }] },
    );

    expect(changes.length).toBeGreaterThan(2);
    expect(needsBuild(changes)).toBe(false);
  });
});

describe('settingDeliveries', () => {
  it('marks exactly the settings of the ext template packaged', () => {
    const packaged = settingDeliveries(template).filter(({ delivery }) => delivery === 'packaged');

    expect(packaged.map(({ pointer }) => pointer)).toEqual(['/name', '/theme/bar']);
  });
});
