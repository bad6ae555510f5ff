import type { Measurement } from './measuring/measure.js';
import { ledgerLine, reportRows, reportText } from './report.js';
import { chooseSubjects, type SubjectId } from './subjects/subjects.js';

const balanced = { skus: 100, wrongSkus: 0, orders: 5, ordered: 10, taken: 10 };

function measurement(id: SubjectId, serverCpu: number, databaseCpu: number, otherLoad = 0): Measurement {
  return { id, answered: 1000, requestsPerSecond: 12_345, p50Ms: 1, p99Ms: 2, serverCpu, databaseCpu, otherLoad };
}

describe('the report', () => {
  const subjects = chooseSubjects(['order']);

  test('takes the cheapest run of each, compares it with its yardstick and with its goal', () => {
    const rows = reportRows(subjects, [
      measurement('order-statement', 0.2, 0.3),
      measurement('order', 0.5, 0.6),
      measurement('order-statement', 0.1, 0.3),
      measurement('order', 0.6, 0.7),
    ]);

    expect(rows.map(({ id, cpu, met }) => [id, cpu, met])).toEqual([
      ['order-statement', 0.4, null],
      ['order', 1.1, true],
    ]);
    expect(rows[1]?.ratio).toBeCloseTo(2.75);
  });

  test('says which goal is missed', () => {
    const rows = reportRows(subjects, [measurement('order-statement', 0.2, 0.2), measurement('order', 1, 0.5)]);

    expect(rows[1]?.met).toBe(false);
    expect(reportText(rows, balanced)).toMatch(
      /order of 2 articles +12,345 +1\.500 .*3\.8 × order-statement +≤ 1\.2 +NO/,
    );
  });

  test('warns when the machine was not ours alone', () => {
    const text = (otherLoad: number) =>
      reportText(reportRows(subjects, [measurement('order', 1, 0, otherLoad)]), balanced);

    expect(text(0.4)).toContain('Other programs used up to 40 %');
    expect(text(0.05)).not.toContain('Other programs');
  });

  test('marks a goal missed while others used the machine', () => {
    const text = (otherLoad: number) =>
      reportText(reportRows(subjects, [measurement('order', 2, 0, otherLoad)]), balanced);

    expect(text(0.4)).toContain('NO (disturbed)');
    expect(text(0.05)).not.toContain('disturbed');
  });

  test('says whether stock and ledger agree', () => {
    expect(ledgerLine(balanced)).toBe(
      '5 orders: 10 pieces ordered and taken; stock is the sum of its ledger for all 100 SKUs.',
    );
    expect(ledgerLine({ ...balanced, wrongSkus: 2, taken: 9 })).toContain('10 pieces ordered, 9 taken; STOCK DIFFERS');
  });
});
