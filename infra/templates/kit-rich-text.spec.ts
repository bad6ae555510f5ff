import { createRequire } from 'node:module';
import { join } from 'node:path';

const service = createRequire(join(process.cwd(), 'templates/kit/src/services/rich-text.js'));
const { beyond } = service('./rich-text.js') as { beyond: (said: string, html: string | null) => string };

const ALLERGENS = '<p><strong>过敏提示：</strong>含麸质、大豆。</p>';

describe('what a description says beyond the line above it', () => {
  test.each([
    ['the paragraphs after that line', `<p>一碗四大块肉。</p>${ALLERGENS}`, ALLERGENS],
    ['nothing when there is only that line', '<p>一碗四大块肉。</p>', ''],
    ['the same line with letters made bold', `<p>一碗<b>四大块肉</b>。</p>${ALLERGENS}`, ALLERGENS],
  ])('is %s', (_case, html, rest) => {
    expect(beyond('一碗四大块肉。', html)).toBe(rest);
  });

  test.each([
    ['it begins otherwise', `<p>牛骨与豆瓣熬成。</p>${ALLERGENS}`],
    ['the line is cut short above', `<p>一碗四大块肉。汤底另加。</p>${ALLERGENS}`],
    ['it begins with a picture', `<img src="a.jpg"><p>一碗四大块肉。</p>`],
    ['it is empty', ''],
  ])('is all of it when %s', (_case, html) => {
    expect(beyond('一碗四大块肉。', html)).toBe(html);
  });

  test('is empty when there is no description', () => {
    expect(beyond('', null)).toBe('');
  });
});
