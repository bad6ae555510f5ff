/** The frame and look of the sandbox's pages. */
export const page = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} · wechat-sandbox</title><link rel="stylesheet" href="/sandbox/page/style.css"><link rel="icon" href="data:,"></head><body>${body}</body></html>`;

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
