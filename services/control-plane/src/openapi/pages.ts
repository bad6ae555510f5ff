import type { OpenApiDocument } from './open-api.js';

/** What a person sees who opens the program's address. */
export function landingPage(): string {
  return page(
    'Xiaopu 小铺',
    `<p>The control plane is running. 控制平面运行中。</p>
<ul>
<li><a href="/api/docs">API documentation · 接口文档</a></li>
<li><a href="/api/openapi.json">OpenAPI 3.1</a></li>
<li><a href="/health/ready">Health · 健康状态</a></li>
</ul>`,
  );
}

/** Every operation of the API on one page that loads nothing from elsewhere. */
export function docsPage(document: OpenApiDocument): string {
  const rows = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, { operationId, summary, description }]) => `<tr>
<td class="method">${escapeHtml(method.toUpperCase())}</td><td><code>${escapeHtml(path)}</code></td>
<td>${escapeHtml(summary)}<br><span lang="zh">${escapeHtml(description ?? '')}</span></td><td>${escapeHtml(operationId)}</td></tr>`,
    ),
  );
  return page(
    'Xiaopu API',
    `<p>${rows.length} operations; schemas in <a href="/api/openapi.json">openapi.json</a>.
Log in with <code>POST /api/session</code>, or send <code>Authorization: Bearer xp_…</code>.</p>
<table><thead><tr><th>Method</th><th>Path</th><th>What it does</th><th>Id</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c2024;background:#fff}
a{color:#0b57d0}table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #ddd}
.method{font-weight:600}span{color:#5f6368}</style></head><body><h1>${title}</h1>
${body}
</body></html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
