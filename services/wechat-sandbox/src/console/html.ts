/** The frame and look of the sandbox's pages. */
export const page = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} · wechat-sandbox</title><style>${STYLE}</style></head><body>${body}</body></html>`;

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE = `
:root{--green:#07c160;--ink:#1f2329;--soft:#6b7280;--line:#e5e7eb;--back:#f6f7f9}
*{box-sizing:border-box}body{margin:0;font:15px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;color:var(--ink);background:var(--back)}
header{display:flex;gap:16px;align-items:baseline;padding:16px 24px;background:#fff;border-bottom:1px solid var(--line)}
main{max-width:1120px;margin:24px auto;padding:0 24px}main.narrow{max-width:560px;margin:48px auto;padding:24px 32px}
h1{font-size:20px;margin:0 0 12px}h2{font-size:16px;margin:24px 0 8px}small{color:var(--soft);font-weight:normal}
.card{background:#fff;border:1px solid var(--line);border-radius:10px}
table{width:100%;border-collapse:collapse;background:#fff;border:1px solid var(--line);border-radius:10px;overflow:hidden}
th,td{text-align:left;padding:8px 12px;border-top:1px solid var(--line);vertical-align:top}thead th{border-top:0;color:var(--soft);font-weight:500;font-size:13px}
code{font:13px ui-monospace,Menlo,monospace;background:var(--back);padding:1px 4px;border-radius:4px}
fieldset{border:1px solid var(--line);border-radius:8px;margin:0 0 16px;padding:8px 16px}fieldset label{display:block;padding:4px 0}
button{font:inherit;padding:4px 12px;border:1px solid var(--line);border-radius:6px;background:#fff;cursor:pointer}button:hover{border-color:var(--green)}
button:focus-visible,a:focus-visible,input:focus-visible{outline:2px solid var(--green);outline-offset:2px}
button.primary{width:100%;padding:10px;background:var(--green);border-color:var(--green);color:#fff;font-weight:600}button:disabled{opacity:.5;cursor:default}
.tag{display:inline-block;padding:0 8px;border-radius:10px;background:var(--back);font-size:13px}.tag.good{background:#e6f8ee;color:#067a3e}.tag.bad{background:#fdecec;color:#b42318}.tag.wait{background:#fff4e0;color:#92560a}
a{color:#0b7a43}[hidden]{display:none!important}input:not([type]),input[type=text]{font:inherit;padding:4px 10px;border:1px solid var(--line);border-radius:6px}`;
