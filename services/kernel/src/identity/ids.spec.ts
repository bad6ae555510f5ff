import { newId, UUID_PATTERN } from './ids.js';

describe('ids', () => {
  test('are UUIDs of version 7, unique, and ordered by the millisecond they were made in', () => {
    const before = Date.now();
    const ids = Array.from({ length: 5_000 }, () => newId<string>());

    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(new RegExp(UUID_PATTERN));
    for (const id of ids) expect(`${id[14]}${id[19]}`).toMatch(/^7[89ab]$/);
    const times = ids.map((id) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(before);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
