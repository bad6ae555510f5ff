import type { Language } from '#kernel/problems/problem.js';

/** The parts of an OpenAPI document that the page shows. */
export interface DocumentedPaths {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<string, { readonly operationId: string; readonly summary: string; readonly description?: string }>
      >
    >
  >;
}

const texts = {
  zh: {
    intro: '小铺控制平面正在运行。服务商与商户通过 API 使用它；命令行旅程 npm run journey 会走完整条路。',
    docs: 'API 文档',
    docsHint: '所有接口，按主题排列',
    openApi: '机器可读的接口定义，可生成客户端',
    health: '健康状态',
    healthHint: '数据库与服务是否就绪',
    metrics: '指标',
    metricsHint: 'Prometheus 格式',
    operations: (count: number) => `共 ${count} 个接口，请求与响应的结构见 `,
    logIn: '先用 POST /api/session 登录，或发送 Authorization: Bearer xp_…',
    home: '首页',
  },
  en: {
    intro:
      'The Xiaopu control plane is running. Agencies and merchants use it through its API; npm run journey walks the whole road.',
    docs: 'API documentation',
    docsHint: 'Every endpoint, by subject',
    openApi: 'The same for machines; clients can be made from it',
    health: 'Health',
    healthHint: 'Whether database and services are ready',
    metrics: 'Metrics',
    metricsHint: 'In the format of Prometheus',
    operations: (count: number) => `${count} endpoints; requests and answers are described in `,
    logIn: 'Log in with POST /api/session first, or send Authorization: Bearer xp_…',
    home: 'Home',
  },
} as const;

/** What a person sees who opens the program's address. */
export function landingPage(language: Language): string {
  const text = texts[language];
  const cards = [
    ['/api/docs', text.docs, text.docsHint],
    ['/api/openapi.json', 'OpenAPI 3.1', text.openApi],
    ['/health/ready', text.health, text.healthHint],
    ['/metrics', text.metrics, text.metricsHint],
  ];
  const links = cards.map(
    ([url, title, hint]) => `<a class="card" href="${url}"><b>${title}</b><span>${hint}</span></a>`,
  );
  return page(language, 'Xiaopu 小铺', `<p class="lead">${text.intro}</p><nav class="cards">${links.join('')}</nav>`);
}

/** Every operation of the API on one page that loads nothing from elsewhere. */
export function docsPage(document: DocumentedPaths, language: Language): string {
  const text = texts[language];
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, summary, description = '' }]) => ({
      subject: operationId.split('.')[0] ?? '',
      row: `<li id="${escapeHtml(operationId)}"><b class="${method}">${escapeHtml(method.toUpperCase())}</b>
<code>${escapeHtml(path)}</code><span>${escapeHtml(language === 'zh' ? description : summary)}</span></li>`,
    })),
  );
  const subjects = [...new Set(operations.map(({ subject }) => subject))];
  const contents = subjects.map((subject) => `<a href="#${subject}">${subject}</a>`).join(' ');
  const sections = subjects.map((subject) => {
    const rows = operations.filter((operation) => operation.subject === subject).map(({ row }) => row);
    return `<h2 id="${subject}">${subject}</h2><ul class="operations">${rows.join('')}</ul>`;
  });
  return page(
    language,
    'Xiaopu API',
    `<p class="lead"><a href="/">${text.home}</a> · ${text.operations(operations.length)}<a href="/api/openapi.json">openapi.json</a>. ${text.logIn}</p>
<nav class="contents">${contents}</nav>${sections.join('\n')}`,
  );
}

const styles = `:root{color-scheme:light dark;--ink:#1f2329;--soft:#646a73;--line:#e5e6eb;--card:#fff;--ground:#f5f6f7;--brand:#0a7a43}
@media(prefers-color-scheme:dark){:root{--ink:#ebebeb;--soft:#a6a6a6;--line:#373737;--card:#242424;--ground:#1a1a1a;--brand:#3ecf8e}}
*{box-sizing:border-box}body{font:16px/1.6 system-ui,-apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif;margin:0;color:var(--ink);background:var(--ground)}
main{max-width:64rem;margin:0 auto;padding:3rem 1.25rem}h1{font-size:1.75rem;margin:0 0 .5rem}h2{font-size:1.05rem;margin:2rem 0 .5rem}
a{color:var(--brand)}.lead{color:var(--soft);margin:0 0 2rem;max-width:46rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1rem}
.card{display:block;padding:1.1rem 1.25rem;border:1px solid var(--line);border-radius:12px;background:var(--card);text-decoration:none;color:inherit}
.card:hover,.card:focus-visible{border-color:var(--brand)}.card span{display:block;color:var(--soft);font-size:.9rem}
.contents a{margin-right:.75rem;white-space:nowrap}
.operations{list-style:none;margin:0;padding:0;border:1px solid var(--line);border-radius:12px;background:var(--card);overflow:hidden}
.operations li{display:grid;grid-template-columns:4.5rem minmax(0,1fr);gap:.1rem .75rem;padding:.7rem 1rem;border-top:1px solid var(--line)}
.operations li:first-child{border-top:0}.operations code{overflow-wrap:anywhere}.operations span{grid-column:2;color:var(--soft);font-size:.9rem}
.operations b{font-size:.8rem;line-height:1.6rem;color:var(--brand)}.operations b.delete{color:#c9372c}.operations b.get{color:var(--soft)}`;

function page(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${styles}</style></head><body><main><h1>${title}</h1>
${body}
</main></body></html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
