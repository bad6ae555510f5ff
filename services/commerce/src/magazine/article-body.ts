import { type Static, Type } from 'typebox';
import { Id, strict } from '#kernel/http/contract.js';
import { richTextHtml } from '../catalogue/product-html.js';
import { ImageSource } from './image-source.js';

const PRINTABLE = '[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$';

/** Text that people read, of one or more lines: no control characters besides line ends, and not blank unless `minLength` is 0. */
export function words(maxLength: number, minLength: 0 | 1 = 1) {
  return Type.String({ minLength, maxLength, pattern: (minLength === 0 ? '^' : '^(?=\\s*\\S)') + PRINTABLE });
}

const HttpsUrl = Type.String({ maxLength: 1000, pattern: '^https://[^\\s/]+\\S*$' });

const Text = strict({ type: Type.Literal('text'), html: words(10_000) });
const Heading = strict({ type: Type.Literal('heading'), text: words(100) });
const Quote = strict({ type: Type.Literal('quote'), text: words(1_000), by: Type.Optional(words(60, 0)) });
const Image = strict({
  type: Type.Literal('image'),
  source: ImageSource,
  alt: Type.Optional(words(200, 0)),
  caption: Type.Optional(words(200, 0)),
});
const Coupon = strict({ type: Type.Literal('coupon'), couponId: Id });
const Video = strict({ type: Type.Literal('video'), source: HttpsUrl, poster: Type.Optional(ImageSource) });
const Product = strict({ type: Type.Literal('product'), productId: Id });
/** In files goods are named as in the product CSV. */
const NamedProduct = strict({ type: Type.Literal('product'), handle: Type.String({ minLength: 1, maxLength: 255 }) });

export const MAX_BLOCKS = 200;

/** What an article is made of, in reading order. */
export const ArticleBody = Type.Array(Type.Union([Text, Heading, Quote, Image, Coupon, Video, Product]), {
  maxItems: MAX_BLOCKS,
});
export type ArticleBody = Static<typeof ArticleBody>;
export type ArticleBlock = ArticleBody[number];

/** The same as it stands in a file. */
export const ImportedBody = Type.Array(Type.Union([Text, Heading, Quote, Image, Coupon, Video, NamedProduct]), {
  maxItems: MAX_BLOCKS,
});
export type ImportedBody = Static<typeof ImportedBody>;

/** Text reduced to what `rich-text` shows; blocks of which nothing is left go. */
export function cleanBody(body: ArticleBody): ArticleBody {
  return body.flatMap((block): ArticleBlock[] => {
    if (block.type !== 'text') return [block];
    const html = richTextHtml(block.html);
    return html === '' ? [] : [{ ...block, html }];
  });
}

/** Where its pictures come from. */
export function imageSources(body: ArticleBody): string[] {
  return body.flatMap((block) => {
    if (block.type === 'image') return [block.source];
    return block.type === 'video' && block.poster !== undefined ? [block.poster] : [];
  });
}

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const CJK_PER_MINUTE = 400;
const WORDS_PER_MINUTE = 220;
const PICTURES_PER_MINUTE = 6;

/** How long reading it takes, at least a minute. */
export function readMinutesOf(body: ArticleBody): number {
  const text = body.map(textOf).join(' ');
  const characters = text.match(CJK)?.length ?? 0;
  const otherWords = text.replaceAll(CJK, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  const pictures = imageSources(body).length;
  return Math.max(
    1,
    Math.round(characters / CJK_PER_MINUTE + otherWords / WORDS_PER_MINUTE + pictures / PICTURES_PER_MINUTE),
  );
}

function textOf(block: ArticleBlock): string {
  if (block.type === 'text') return block.html.replaceAll(/<[^>]*>|&\w+;/g, ' ');
  return block.type === 'heading' || block.type === 'quote' ? block.text : '';
}
