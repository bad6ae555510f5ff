import { unreachableStates } from '#kernel/machine/state-machine.js';
import { type ArticleBody, cleanBody, imageSources, readMinutesOf } from './article-body.js';
import { articleMachine, isDeletable } from './article-machine.js';
import { commentMachine } from './comment-machine.js';
import { urlWithoutFetching } from './image-source.js';

const text = (html: string): ArticleBody => [{ type: 'text', html }];

test('no state of an article or a comment is out of reach', () => {
  expect(unreachableStates(articleMachine)).toEqual([]);
  expect(unreachableStates(commentMachine)).toEqual([]);
});

test('an article that readers see is withdrawn before it is deleted, and never a draft again', () => {
  expect(articleMachine.canMove('published', 'draft')).toBe(false);
  expect(articleMachine.states.filter(isDeletable)).toEqual(['draft', 'withdrawn']);
});

test('a comment is shown only from where somebody has agreed to it', () => {
  expect(commentMachine.states.filter((from) => commentMachine.canMove(from, 'shown'))).toEqual(['held', 'hidden']);
  expect(commentMachine.isFinal('refused')).toBe(true);
});

test.each([
  [text('短'), 1],
  [text(`<p>${'字'.repeat(1_200)}</p>`), 3],
  [text(`<p class="w">${'word '.repeat(440)}&nbsp;</p>`), 2],
  [Array.from({ length: 12 }, () => ({ type: 'image', source: 'https://a.test/p.png' })) as ArticleBody, 2],
])('reading takes its time (case %#)', (body, minutes) => {
  expect(readMinutesOf(body)).toBe(minutes);
});

test('of text nothing is left that could run, and blocks of which nothing is left go', () => {
  const body = [
    ...text('<p style="position:fixed;color:#333">好</p>'),
    ...text('<svg onload=x>'),
    ...text('<style>p{}</style>'),
  ];

  expect(cleanBody(body)).toEqual(text('<p style="color:#333">好</p>'));
});

test('pictures are those of image blocks and the posters of videos', () => {
  const body: ArticleBody = [
    { type: 'image', source: 'https://a.test/1.png' },
    { type: 'video', source: 'https://a.test/v.mp4', poster: 'https://a.test/2.png' },
    { type: 'video', source: 'https://a.test/w.mp4' },
  ];

  expect(imageSources(body)).toEqual(['https://a.test/1.png', 'https://a.test/2.png']);
});

test.each([
  ['template:magazine/demo/media/a.svg', 'media/template/magazine/demo/media/a.svg'],
  [`media/${'0'.repeat(64)}.png`, `media/${'0'.repeat(64)}.png`],
  ['https://a.test/media/a.png', null],
  ['template:magazine/src/app.js', null],
])('%s is at %s', (source, url) => {
  expect(urlWithoutFetching(source)).toBe(url);
});
