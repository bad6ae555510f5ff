import { Type } from 'typebox';
import { loadSettings, SettingsError } from './settings.js';

const schema = Type.Object({
  PORT: Type.Integer({ minimum: 1, default: 4000, description: 'Use a free port.' }),
  URL: Type.String({ pattern: '^https?://', description: 'Set it to an address.' }),
});

describe('settings', () => {
  test('are converted, completed by defaults, and free of what the program does not know', () => {
    expect(loadSettings(schema, { PORT: '4100', URL: 'http://a', HOME: '/x' })).toEqual({
      PORT: 4100,
      URL: 'http://a',
    });
    expect(loadSettings(schema, { URL: 'http://a', PORT: '' })).toEqual({ PORT: 4000, URL: 'http://a' });
  });

  test('that are missing or malformed are all named in one go, each with its remedy and without its value', () => {
    const load = () => loadSettings(schema, { PORT: 'many', URL: 'ftp://user:secret@host' });

    expect(load).toThrow(SettingsError);
    expect(load).toThrow(/Setting PORT must be integer. Use a free port.\nSetting URL .* Set it to an address./);
    expect(load).not.toThrow(/secret/);
    expect(() => loadSettings(schema, {})).toThrow('Setting URL is missing. Set it to an address.');
  });
});
