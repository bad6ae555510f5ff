import type { Language } from '#kernel/problems/problem.js';

const texts = {
  zh: { title: '授权成功', text: '已授权给本平台，可以关闭此页面。' },
  en: { title: 'Authorised', text: 'is now authorised. You can close this page.' },
} as const;

/** What the account's administrator sees after authorising. */
export function authorisedPage(name: string, language: Language): string {
  const { title, text } = texts[language];
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>body{font:16px/1.6 system-ui,sans-serif;margin:15vh auto;max-width:28rem;padding:0 1.5rem;text-align:center;color:#1f2329}
b{display:block;font-size:1.4rem;margin:.5rem 0}i{display:inline-block;width:56px;height:56px;border-radius:50%;background:#07c160;color:#fff;font:32px/56px system-ui}</style>
<i>✓</i><b>${title}</b><p>${escapeHtml(name)} ${text}</p></html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
