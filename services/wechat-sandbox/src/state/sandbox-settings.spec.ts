import { defaultSettings, mergeSettings } from './sandbox-settings.js';

describe('settings knob', () => {
  it('merges what is named and keeps the rest', () => {
    const merged = mergeSettings(defaultSettings(), { auditMs: 5, noticeFaults: { lose: 2 } });

    expect(merged).toEqual({ ...defaultSettings(), auditMs: 5, noticeFaults: { lose: 2, double: 0, signTest: 0 } });
  });

  it.each([
    [{ auditMillis: 5 }, 'There is no setting "auditMillis".'],
    [{ auditMs: '5' }, 'Setting "auditMs" must be a number.'],
    [{ timeScale: 0 }, 'Setting "timeScale" must be a number that is not negative and not 0.'],
    [{ auditRule: 'maybe' }, 'Setting "auditRule" must be one of content, approve, reject, manual.'],
    [{ faults: [{ errcode: -1 }] }, 'Setting "faults" must be a list as the README shows.'],
  ])('refuses %j', (change, sentence) => {
    expect(() => mergeSettings(defaultSettings(), change)).toThrow(sentence);
  });
});
