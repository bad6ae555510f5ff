import { kitCommons, kitTemplateTree } from './kit-template.fixture.js';
import { validateSettings } from './settings-validator.js';
import { assembleTemplate } from './template-assembly.js';

const { settingsSchema } = assembleTemplate('small', kitTemplateTree(), kitCommons());
const notice = (id: string, more: object = {}) => ({ id, type: 'noticeBar', settings: { text: '你好' }, ...more });
const banner = (id: string, blocks: unknown) => ({ id, type: 'bannerCarousel', settings: {}, blocks });
const slide = (id: string) => ({ id, type: 'slide', settings: {} });
const faults = (home: unknown, pages: unknown = []) =>
  validateSettings(settingsSchema, { name: '店', home, pages }).errors.map(({ pointer, code }) => `${pointer} ${code}`);

describe('a list of sections', () => {
  it('is taken with what may be left out filled in', () => {
    const home = [notice('a', { schedule: { from: '2026-01-01T00:00:00+08:00' } }), banner('b', [slide('x')])];

    const { errors, config } = validateSettings(settingsSchema, { name: '店', home });

    expect(errors).toEqual([]);
    expect(config['home']).toEqual([
      {
        id: 'a',
        type: 'noticeBar',
        hidden: false,
        schedule: { from: '2026-01-01T00:00:00+08:00' },
        settings: { text: '你好', link: { kind: 'none' } },
      },
      {
        id: 'b',
        type: 'bannerCarousel',
        hidden: false,
        settings: {},
        blocks: [{ id: 'x', type: 'slide', settings: { image: '' } }],
      },
    ]);
  });

  it.each<[string, unknown, string[]]>([
    ['two of one id', [notice('a'), banner('a', [])], ['/home/1/id duplicate_id']],
    ['two blocks of one id', [banner('a', [slide('x'), slide('x')])], ['/home/0/blocks/1/id duplicate_id']],
    ['more of a kind than a page may hold', ['a', 'b', 'c', 'd'].map((id) => notice(id)), ['/home/2 too_many_of_type']],
    [
      'more blocks of a kind than a section may hold',
      [banner('a', ['1', '2', '3', '4'].map(slide))],
      ['/home/0/blocks/3 too_many_of_type'],
    ],
    ['more than 50', Array.from({ length: 51 }, (_x, index) => banner(`b${index}`, [])), ['/home maxItems']],
    [
      'an unknown kind of block',
      [banner('a', [{ id: 'x', type: 'poem', settings: {} }])],
      ['/home/0/blocks/0/type unknown_type'],
    ],
    ['blocks where there are none', [notice('a', { blocks: [] })], ['/home/0/blocks unknown_field']],
    [
      'an end before the beginning',
      [notice('a', { schedule: { from: '2026-02-01T00:00:00Z', to: '2026-01-31T23:00:00-01:00' } })],
      ['/home/0/schedule/to schedule_order'],
    ],
    [
      'times that are none',
      [notice('a', { schedule: { from: 'soon', to: '2026-13-01T00:00:00Z' } })],
      ['/home/0/schedule/from format', '/home/0/schedule/to format'],
    ],
    [
      'a time without a zone',
      [notice('a', { schedule: { from: '2026-01-01T00:00:00' } })],
      ['/home/0/schedule/from format'],
    ],
    ['a text for hidden', [notice('a', { hidden: 'yes' })], ['/home/0/hidden type']],
    ['an id with a space', [notice('a b')], ['/home/0/id pattern']],
    ['no list', { a: 1 }, ['/home type']],
    ['nothing in it', [null, 5, 'x'], ['/home/0 type', '/home/1 type', '/home/2 type']],
  ])('is refused with %s', (_what, home, expected) => {
    expect(faults(home)).toEqual(expected);
  });

  it('may have the same ids as another page', () => {
    expect(faults([notice('a')], [{ id: 'about', sections: [notice('a')] }])).toEqual([]);
    expect(faults([], [{ id: 'about' }, { id: 'about' }])).toEqual(['/pages/1/id duplicate_id']);
  });

  it('says what is wrong and what to do in both languages', () => {
    const { errors } = validateSettings(settingsSchema, { name: '店', home: ['a', 'b', 'c'].map((id) => notice(id)) });

    expect(errors[0]?.detail).toEqual({
      zh: '「公告条」在同一个列表里最多 2 个，请删除多余的',
      en: '"Notice bar" may be used at most 2 times in one list; remove those that are too many',
    });
  });
});
