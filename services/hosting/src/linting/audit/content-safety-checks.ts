import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { attribute, elementsOf, type WxmlElement } from '../source/wxml-parser.js';
import { type AuditSubject, ownPaths } from './audit-subject.js';

/** Paths of the shoppers' API behind which WeChat's content check runs before anybody else sees what was sent. */
const checkedPaths = { nickname: '/me/nickname', avatar: '/me/avatar', comment: '/comments' } as const;
/** What publishes and is not the platform's: nobody checks it. */
const uncheckedPath = /^\/(?:posts|moments|threads|topics|notes)(?:\/|$)/;

/** What shoppers write or upload for others to see goes where it is checked (shared/wechat/code-management.md §10, 9). */
export function checkContentSafety({ source }: AuditSubject): Finding[] {
  const scripts = ownPaths(source, '.js');
  const isSent = (wanted: string): boolean =>
    scripts.some((file) =>
      source.script(file).paths.some(({ path }) => path === wanted || path.startsWith(`${wanted}/`)),
    );
  const inputs = ownPaths(source, '.wxml').flatMap((file) =>
    [...elementsOf(source.wxml(file).root)].flatMap((element) => {
      const kind = publishedBy(element);
      if (kind === null || isSent(checkedPaths[kind.sent])) return [];
      return [finding('audit.user_content_unchecked', { file, line: element.line }, { use: kind.use })];
    }),
  );
  const elsewhere = scripts.flatMap((file) =>
    source
      .script(file)
      .paths.filter(({ path }) => uncheckedPath.test(path))
      .map(({ path, line }) => finding('audit.user_content_unchecked', { file, line }, { use: path })),
  );
  // The platform takes pictures by wx.request only, and checks those.
  const uploads = scripts.flatMap((file) =>
    source
      .script(file)
      .wxCalls.filter(({ name }) => name === 'uploadFile')
      .map(({ name, line }) => finding('audit.user_content_unchecked', { file, line }, { use: `wx.${name}` })),
  );
  return [...inputs, ...elsewhere, ...uploads];
}

function publishedBy(element: WxmlElement): { use: string; sent: keyof typeof checkedPaths } | null {
  if (element.tag === 'editor') return { use: '<editor>', sent: 'comment' };
  if (element.tag === 'input' && attribute(element, 'type')?.value === 'nickname') {
    return { use: '<input type="nickname">', sent: 'nickname' };
  }
  const openTypes = attribute(element, 'open-type')?.value?.split('|') ?? [];
  return openTypes.includes('chooseAvatar') ? { use: 'open-type="chooseAvatar"', sent: 'avatar' } : null;
}
