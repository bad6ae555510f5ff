const { localDay } = require('./dates');
const { mediaUrl } = require('./media');
const { framed } = require('./rich-text');
const { fill } = require('../i18n/index');

/** `<rich-text>` hears no style sheet: what its paragraphs look like is said in each of them. */
const TYPE = {
  p: 'margin:0 0 1.1em;text-align:justify;word-break:break-word',
  ul: 'margin:0 0 1.1em;padding-left:1.3em',
  ol: 'margin:0 0 1.1em;padding-left:1.5em',
  li: 'margin:0 0 .4em',
  blockquote: 'margin:0 0 1.1em;padding-left:1em;border-left:2px solid currentColor;opacity:.8',
  h2: 'margin:1.4em 0 .6em;font-size:1.16em;line-height:1.5',
  h3: 'margin:1.2em 0 .5em;font-size:1.06em;line-height:1.5',
};

/** The HTML of a text block with the measures of a page to read; a paragraph's own style stays behind ours. */
function typeset(html) {
  return framed(html).replace(/<(p|ul|ol|li|blockquote|h2|h3)(?:\s+style="([^"]*)")?>/g, (_, tag, own) => {
    return `<${tag} style="${TYPE[tag]}${own ? `;${own}` : ''}">`;
  });
}

/** A block of the runtime as the page draws it; `key` tells blocks apart. */
function shownBlock(block, index) {
  const key = `b${index}`;
  if (block.type === 'text') return { key, type: 'text', nodes: typeset(block.html) };
  if (block.type === 'image') return Object.assign({ key, alt: '', caption: '' }, block);
  if (block.type === 'video') return { key, type: 'video', url: block.url, poster: mediaUrl(block.posterUrl) };
  return Object.assign({ key }, block);
}

/** An article's card as a row draws it. @param t texts with `readMinutes` and `likes` */
function shownCard(article, t) {
  const facts = [
    article.author ? article.author.name : '',
    article.publishedAt ? localDay(article.publishedAt) : '',
    fill(t.readMinutes, { count: article.readMinutes }),
  ];
  return {
    id: article.id,
    title: article.title,
    summary: article.summary,
    coverUrl: article.coverUrl || '',
    channel: article.channel || '',
    likes: article.likes,
    facts: facts.filter(Boolean).join(' · '),
  };
}

/** Addresses of an article's pictures, to swipe through when one of them is tapped. */
function pictures(body) {
  return body
    .filter(({ type }) => type === 'image')
    .map(({ url }) => mediaUrl(url))
    .filter(Boolean);
}

module.exports = { typeset, shownBlock, shownCard, pictures };
