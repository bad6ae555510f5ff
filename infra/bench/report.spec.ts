import type { Measurement } from './measuring/measure.js';
import { ledgerLine, reportRows, reportText } from './report.js';
import { chooseSubjects, type SubjectId } from './subjects/subjects.js';

const balanced = { skus: 100, wrongSkus: 0, orders: 5, ordered: 10, taken: 10 };

function measurement(id: SubjectId, serverCpu: number, databaseCpu: number, otherLoad = 0): Measurement {
  return { id, answered: 1000, requestsPerSecond: 12_345, p50Ms: 1, p99Ms: 2, serverCpu, databaseCpu, otherLoad };
}

describe('the report', () => {
  const subjects = chooseSubjects(['cart-add']);

  test('takes the cheapest run of each, compares it with its yardstick and with its goal', () => {
    const rows = reportRows(subjects, [
      measurement('upsert', 0.2, 0.3),
      measurement('cart-add', 0.5, 0.6),
      measurement('upsert', 0.1, 0.05),
      measurement('cart-add', 0.2, 0.25),
    ]);

    expect(rows.map(({ id, cpu, met }) => [id, cpu, met])).toEqual([
      ['upsert', 0.15000000000000002, null],
      ['cart-add', 0.45, true],
    ]);
    expect(rows[1]?.ratio).toBeCloseTo(3);
  });

  test('says which goal is missed', () => {
    const rows = reportRows(subjects, [measurement('upsert', 0.2, 0.2), measurement('cart-add', 1, 0.5)]);

    expect(rows[1]?.met).toBe(false);
    expect(reportText(rows, balanced)).toMatch(/add to cart +12,345 +1\.500 .*3\.8 × upsert +≤ 0\.5 +NO/);
  });

  test('warns when the machine was not ours alone', () => {
    const text = (otherLoad: number) =>
      reportText(reportRows(subjects, [measurement('cart-add', 1, 0, otherLoad)]), balanced);

    expect(text(0.4)).toContain('Other programs used up to 40 %');
    expect(text(0.05)).not.toContain('Other programs');
  });

  test('marks a goal missed while others used the machine', () => {
    const text = (otherLoad: number) =>
      reportText(reportRows(subjects, [measurement('cart-add', 2, 0, otherLoad)]), balanced);

    expect(text(0.4)).toContain('NO (disturbed)');
    expect(text(0.05)).not.toContain('disturbed');
  });

  test('says what became of a crowd, and whether its goals are met', () => {
    const crowd = (won: number, isExact: boolean) => ({
      ...measurement('flash-sale', 0.1, 0.03),
      crowd: { won, wonPerSecond: won / 5, isExact },
    });
    const text = (one: Measurement) => reportText(reportRows(chooseSubjects(['flash-sale']), [one]), balanced);

    expect(text(crowd(20_000, true))).toMatch(/20000 won, 4000\/s of them; exactly what there was\..* yes\./);
    expect(text(crowd(20_001, false))).toContain('NOT WHAT THERE WAS');
    expect(text({ ...crowd(20_000, true), p99Ms: 501 })).toContain(': NO.');
  });

  test('adds up quote and order, and counts cached answers against their yardstick', () => {
    const all = chooseSubjects(['storefront', 'quote', 'order']);
    const rows = reportRows(all, [
      { ...measurement('storefront-bytes', 0.01, 0), requestsPerSecond: 20_000 },
      { ...measurement('storefront', 0.02, 0), requestsPerSecond: 12_000 },
      measurement('quote', 0.1, 0.2),
      measurement('order', 0.2, 0.4),
    ]);

    expect(reportText(rows, balanced)).toContain('Quote and order together: 0.900 CPU-s/1,000. Goal ≤ 0.8: NO.');
    expect(reportText(rows, balanced)).toContain("60 % of its yardstick's answers/s. Goal ≥ 55 %: yes.");
  });

  test('says whether stock and ledger agree', () => {
    expect(ledgerLine(balanced)).toBe(
      '5 orders: 10 pieces ordered and taken; stock is the sum of its ledger for all 100 SKUs.',
    );
    expect(ledgerLine({ ...balanced, wrongSkus: 2, taken: 9 })).toContain('10 pieces ordered, 9 taken; STOCK DIFFERS');
  });
});
