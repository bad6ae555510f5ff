import { completeSettings, defaultSettings, mergeSettings } from './sandbox-settings.js';

describe('settings knob', () => {
  it('merges what is named and keeps the rest', () => {
    const merged = mergeSettings(defaultSettings(), { auditMs: 5, noticeFaults: { lose: 2 } });

    expect(merged).toEqual({
      ...defaultSettings(),
      auditMs: 5,
      noticeFaults: { ...defaultSettings().noticeFaults, lose: 2 },
    });
  });

  it.each([
    [{ auditMillis: 5 }, 'There is no setting "auditMillis"; there are timeScale'],
    [{ auditMs: '5' }, '"auditMs" must be a number (how long an audit takes).'],
    [{ timeScale: 0 }, '"timeScale" must be > 0'],
    [{ auditRule: 'maybe' }, '"auditRule" must be one of content, approve, reject, manual.'],
    [{ faults: [{ errcode: -1 }] }, '"faults/0/path" is missing.'],
    [{ faults: [{ path: '/x', times: 0 }] }, '"faults/0/times" must be >= 1'],
    [{ pushFaults: { lose: -1 } }, '"pushFaults/lose" must be >= 0'],
    [{ pushFaults: { signTest: 1 } }, 'There is no setting "pushFaults/signTest"'],
    [{ dailyLimits: { '/wxa/commit': 'many' } }, 'must be a whole number'],
    [{ allowedIps: 'localhost' }, '"allowedIps" must be a list or null'],
  ])('refuses %j', (change, sentence) => {
    expect(() => mergeSettings(defaultSettings(), change)).toThrow(sentence);
  });

  it('refuses __proto__ as a name', () => {
    expect(() => mergeSettings(defaultSettings(), JSON.parse('{"__proto__": {"auditMs": 1}}'))).toThrow('__proto__');
  });

  it('completes what an older version saved', () => {
    const saved = { auditMs: 7, gone: 1, pushFaults: { lose: 3, double: 0 } } as never;

    const settings = completeSettings(saved);

    expect(settings).toMatchObject({ auditMs: 7, pushFaults: { lose: 3, reorder: 0, lateSeconds: 60 } });
    expect(settings).not.toHaveProperty('gone');
  });
});
