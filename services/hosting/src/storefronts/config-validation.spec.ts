import { smallTemplate } from '../templates/small-template.fixture.js';
import { validate } from './config-validation.js';

const template = smallTemplate();
const faults = (config: unknown) => validate(template, config).errors.map(({ pointer, code }) => `${pointer} ${code}`);

describe('validate', () => {
  it('accepts a config and fills in defaults, also inside sections', () => {
    const config = {
      name: '小店',
      sections: [
        { id: 'a', type: 'notice', settings: { text: '你好' } },
        { id: 'b', type: 'grid', settings: {} },
      ],
    };

    const result = validate(template, config);

    expect(result.errors).toEqual([]);
    expect(result.valid).toBe(true);
    expect(result.config).toEqual({
      name: '小店',
      theme: { primary: '#111111', bar: '#ffffff' },
      sections: [
        { id: 'a', type: 'notice', settings: { text: '你好', scroll: false } },
        { id: 'b', type: 'grid', settings: { columns: 2 } },
      ],
    });
  });

  it('leaves the config it is given alone', () => {
    const config = Object.freeze({ name: '小店' });

    expect(validate(template, config).config).not.toBe(config);
    expect(config).toEqual({ name: '小店' });
  });

  it.each<[string, unknown, string[]]>([
    ['a missing setting', {}, ['/name required']],
    ['an unknown setting', { name: 'a', nmae: 'b' }, ['/nmae unknown_field']],
    ['a wrong type', { name: 5 }, ['/name type']],
    ['a long text', { name: '一二三四五六七八九' }, ['/name maxLength']],
    ['a wrong pattern', { name: 'a', theme: { primary: 'red' } }, ['/theme/primary pattern']],
    ['a wrong format', { name: 'a', site: 'not a site' }, ['/site format']],
    [
      'an unknown kind of section',
      { name: 'a', sections: [{ id: 'a', type: 'nope', settings: {} }] },
      ['/sections/0/type unknown_type'],
    ],
    ['a section without a type', { name: 'a', sections: [{ id: 'a' }] }, ['/sections/0/type required']],
    [
      'a fault inside a section',
      { name: 'a', sections: [{ id: 'a', type: 'grid', settings: { columns: 4 } }] },
      ['/sections/0/settings/columns enum'],
    ],
    ['a key with a slash', { name: 'a', 'a/b~': 1 }, ['/a~1b~0 unknown_field']],
    ['a prototype key', JSON.parse('{"name":"a","__proto__":{"x":1}}'), ['/__proto__ unknown_field']],
    ['a list', [], [' not_an_object']],
    ['null', null, [' not_an_object']],
  ])('refuses %s', (_what, config, expected) => {
    expect(faults(config)).toEqual(expected);
  });

  it('refuses two sections with one id', () => {
    const section = { id: 'same', type: 'grid', settings: {} };

    expect(faults({ name: 'a', sections: [section, section] })).toEqual(['/sections/1/id duplicate_id']);
  });

  it('lists every fault at once, with texts that name the setting', () => {
    const { errors } = validate(template, { name: '', theme: { primary: 'red', x: 1 } });

    expect(errors.map(({ code }) => code).sort()).toEqual(['minLength', 'pattern', 'unknown_field']);
    expect(errors.find(({ code }) => code === 'minLength')?.detail).toEqual({
      zh: '「店名」不能为空',
      en: '"Shop name" may not be empty',
    });
  });
});
