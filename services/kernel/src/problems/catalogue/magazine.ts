import type { ProblemTable } from '../problem-table.js';

/** Articles, their authors, and what readers say under them. */
export const magazineProblems = {
  'article.not_found': {
    status: 404,
    title: { zh: '文章不存在', en: 'No such article' },
    detail: { zh: '文章不存在或已下线。', en: 'The article does not exist or is not published.' },
  },
  'article.empty': {
    status: 422,
    title: { zh: '文章没有正文', en: 'The article is empty' },
    detail: { zh: '请先填写正文再发布。', en: 'Write something before it is published.' },
  },
  'article.reference_unknown': {
    status: 422,
    title: { zh: '文章引用了不存在的内容', en: 'The article names what is not there' },
    detail: { zh: '请从店铺中选择作者与商品。', en: 'Choose author and products of this shop; see "errors".' },
  },
  'article.state_conflict': {
    status: 409,
    title: { zh: '文章当前状态不能这样操作', en: 'Not possible in this state' },
    detail: { zh: '文章的状态为 {state}，请刷新后再试。', en: 'The article is {state}: look at it again.' },
  },
  'article.not_deletable': {
    status: 409,
    title: { zh: '文章不能删除', en: 'The article cannot be deleted' },
    detail: { zh: '文章的状态为 {state}，请先下线。', en: 'The article is {state}: withdraw it first.' },
  },
  'article_import.invalid': {
    status: 422,
    title: { zh: '文章文件有误', en: 'The file of articles cannot be used' },
    detail: { zh: '请按“errors”修改后重新导入。', en: 'Mend what "errors" names and import it again.' },
  },
  'author.not_found': {
    status: 404,
    title: { zh: '作者不存在', en: 'No such author' },
    detail: { zh: '未找到该作者。', en: 'The author was not found.' },
  },
  'author.has_articles': {
    status: 409,
    title: { zh: '作者还有文章', en: 'The author has articles' },
    detail: {
      zh: '该作者有 {count} 篇文章，请先删除或改为其他作者。',
      en: 'Delete their {count} articles first, or give them to another author.',
    },
  },
  'author.too_many': {
    status: 409,
    title: { zh: '作者数量已达上限', en: 'Too many authors' },
    detail: { zh: '最多可有 {limit} 位作者。', en: 'A shop has at most {limit} authors.' },
  },
  'comment.not_found': {
    status: 404,
    title: { zh: '评论不存在', en: 'No such comment' },
    detail: { zh: '评论不存在或已删除。', en: 'The comment does not exist or was taken back.' },
  },
  'comment.closed': {
    status: 409,
    title: { zh: '评论已关闭', en: 'Comments are closed' },
    detail: { zh: '这篇文章不接受评论。', en: 'This article takes no comments.' },
  },
  'comment.too_many': {
    status: 429,
    title: { zh: '评论太频繁', en: 'Too many comments' },
    detail: { zh: '评论太频繁，请十分钟后再试。', en: 'Wait ten minutes before writing the next one.' },
  },
  'comment.state_conflict': {
    status: 409,
    title: { zh: '评论当前状态不能这样操作', en: 'Not possible in this state' },
    detail: {
      zh: '评论的状态为 {state}；待审核的评论请在内容审核中处理。',
      en: 'The comment is {state}; one that is held is decided among the held contents.',
    },
  },
} as const satisfies ProblemTable;
