import { Problem } from '#kernel/problems/problem.js';
import { type ProgrammeDraft, requireProgramme, type Tier } from './programme.js';
import { growthOf, standing } from './tier-ladder.js';

const silver: Tier = { id: 's', name: '银卡', fromFen: 0, percentOff: 2, multiplierPercent: 100 };
const gold: Tier = { id: 'g', name: '金卡', fromFen: 100_000, percentOff: 5, multiplierPercent: 150 };
const black: Tier = { id: 'b', name: '黑卡', fromFen: 500_000, percentOff: 10, multiplierPercent: 200 };

const draft = (more: Partial<ProgrammeDraft> = {}): ProgrammeDraft => ({
  enabled: true,
  pointsPerYuan: 1,
  pointsPerYuanOff: 100,
  mostPercent: 50,
  validMonths: 12,
  signInPoints: [],
  tiers: [silver, gold, black],
  ...more,
});

function faults(wish: ProgrammeDraft, known: readonly Tier[] = [silver, gold, black]): string[] {
  try {
    requireProgramme(wish, known);
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return (error.options.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
  }
}

describe('a programme', () => {
  test('with ascending tiers is agreed to', () => {
    expect(faults(draft())).toEqual([]);
    expect(faults(draft({ tiers: [] }))).toEqual([]);
  });

  test.each([
    ['a tier that begins no higher', [silver, { ...gold, fromFen: 0 }], ['/tiers/1/fromFen range']],
    ['a higher tier with less off', [silver, { ...gold, percentOff: 1 }], ['/tiers/1/percentOff range']],
    [
      'a higher tier that earns less',
      [
        { ...silver, multiplierPercent: 120 },
        { ...gold, multiplierPercent: 110 },
      ],
      ['/tiers/1/multiplierPercent range'],
    ],
    ['a name that stands twice', [silver, { ...gold, name: '银卡' }], ['/tiers/1/name unique']],
    ['a tier that stands twice', [silver, { ...gold, id: 's' }], ['/tiers/1/id unique']],
    ['a tier of somebody else', [{ ...silver, id: 'x' }], ['/tiers/0/id unknown']],
    [
      'everything at once',
      [gold, { ...silver, name: '金卡', id: 'g' }],
      [
        '/tiers/1/id unique',
        '/tiers/1/name unique',
        '/tiers/1/fromFen range',
        '/tiers/1/percentOff range',
        '/tiers/1/multiplierPercent range',
      ],
    ],
  ])('refuses %s', (_, tiers, expected) => {
    expect(faults(draft({ tiers }))).toEqual(expected);
  });

  test('refuses to give back more than was paid, in the highest tier too', () => {
    expect(faults(draft({ pointsPerYuan: 50 }))).toEqual([]);
    expect(faults(draft({ pointsPerYuan: 51 }))).toEqual(['/pointsPerYuan range']);
    expect(faults(draft({ pointsPerYuan: 101, tiers: [] }))).toEqual(['/pointsPerYuan range']);
    expect(faults(draft({ pointsPerYuan: 101, tiers: [], mostPercent: 0 }))).toEqual([]);
  });
});

describe('the ladder of tiers', () => {
  test.each([
    [0, '银卡', '金卡', 100_000],
    [99_999, '银卡', '金卡', 1],
    [100_000, '金卡', '黑卡', 400_000],
    [500_000, '黑卡', undefined, undefined],
  ])('with a growth of %d a member has %s', (growth, tier, next, missing) => {
    const at = standing([black, silver, gold], growth);

    expect([at.tier?.name, at.next?.name, at.next?.missingFen]).toEqual([tier, next, missing]);
  });

  test('below the first tier there is none', () => {
    expect(standing([gold], 99_999)).toMatchObject({ tier: null, next: { missingFen: 1 } });
    expect(standing([], 5)).toEqual({ tier: null, next: null });
  });

  test('says whose growth is a tier’s', () => {
    expect(growthOf([silver, gold, black], 'g')).toEqual({ fromFen: 100_000, belowFen: 500_000 });
    expect(growthOf([silver, gold, black], 'b')).toEqual({ fromFen: 500_000, belowFen: null });
    expect(growthOf([silver], 'x')).toBeUndefined();
  });
});
