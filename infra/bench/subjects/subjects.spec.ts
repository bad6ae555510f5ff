import { chooseSubjects, subjectIds } from './subjects.js';

describe('what is measured', () => {
  test('is everything when nothing is named, each yardstick before what it measures', () => {
    const all = chooseSubjects([]);
    const place = new Map(all.map(({ id }, index) => [id, index]));

    expect(all.map(({ id }) => id)).toEqual([...subjectIds]);
    for (const { id, yardstick } of all) {
      if (yardstick) expect(place.get(yardstick)).toBeLessThan(place.get(id) ?? -1);
    }
  });

  test('brings along the yardstick it is compared with', () => {
    expect(chooseSubjects(['order']).map(({ id }) => id)).toEqual(['order-statement', 'order']);
  });
});
