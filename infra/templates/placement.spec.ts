import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Placement {
  readonly placeAtPrice: (
    place: () => Promise<object>,
    reprice: (problem: object) => Promise<number>,
  ) => Promise<object | null>;
}

const asked: string[] = [];
let answers: boolean[] = [];
(globalThis as { wx?: unknown }).wx = {
  getAppBaseInfo: () => ({ language: 'en' }),
  showModal({ content, success }: { content: string; success: (result: object) => void }) {
    asked.push(content);
    success({ confirm: answers.shift() });
  },
};
const { placeAtPrice } = createRequire(join(process.cwd(), 'templates/kit/src/app.js'))(
  './services/placement.js',
) as Placement;
const changed = (totalFen: number) =>
  Object.assign(new Error('changed'), { code: 'order.price_changed', problem: { totalFen } });
const reprice = (problem: object) => Promise.resolve((problem as { totalFen: number }).totalFen);

beforeEach(() => {
  asked.length = 0;
  answers = [];
});

test('an order at the price shown is placed without a question', async () => {
  await expect(placeAtPrice(() => Promise.resolve({ id: 'o1' }), reprice)).resolves.toEqual({ id: 'o1' });
  expect(asked).toEqual([]);
});

test('a changed price is asked about, as often as it changes', async () => {
  const refusals = [changed(1250), changed(1300)];
  const place = () => {
    const refusal = refusals.shift();
    return refusal ? Promise.reject(refusal) : Promise.resolve({ id: 'o1' });
  };
  answers = [true, true];

  await expect(placeAtPrice(place, reprice)).resolves.toEqual({ id: 'o1' });
  expect(asked.map((words) => /¥(\d+\.\d\d)/.exec(words)?.[1])).toEqual(['12.50', '13.00']);
});

test('who turns the new price down has placed nothing', async () => {
  answers = [false];

  await expect(placeAtPrice(() => Promise.reject(changed(1250)), reprice)).resolves.toBeNull();
});

test('another refusal is no question', async () => {
  const refusal = Object.assign(new Error('gone'), { code: 'order.sold_out', problem: {} });

  await expect(placeAtPrice(() => Promise.reject(refusal), reprice)).rejects.toBe(refusal);
  expect(asked).toEqual([]);
});
