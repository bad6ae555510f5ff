import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TemplateVersion } from '#hosting/templates/template-version.js';
import { listed } from './demo-part.js';
import type { DemoShop } from './demo-shop.js';

export interface DemoContent {
  readonly shop: DemoShop;
  readonly template: TemplateVersion;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

/**
 * Answers shoppers who look around, from a demo shop in memory. What would change something (cart, orders, log-in) is refused with
 * a problem that says so, as are addresses it does not know.
 * @param content asked anew for every request, so that a changed template shows at once
 */
export async function startDemoRuntime(
  content: () => DemoContent,
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const { status, type, body } = answer(
      content(),
      request.method ?? 'GET',
      new URL(request.url ?? '/', 'http://demo'),
    );
    response.writeHead(status, { 'content-type': type, date: new Date().toUTCString() }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

function answer({ shop, template }: DemoContent, method: string, { pathname, searchParams }: URL): Answer {
  const [, appId = '', path = ''] = /^\/a\/([^/]+)\/(.*)$/.exec(decoded(pathname)) ?? [];
  if (path === '') return refused(400, 'request.invalid', pathname);
  if (method !== 'GET') return refused(503, 'preview.no_shop', `${method} ${pathname}`);
  const [head, id = ''] = path.split('/');
  switch (head) {
    case 'storefront':
      return json(shop.storefront(appId));
    case 'pages':
      return json(shop.page(id));
    case 'categories':
      return json({ items: shop.categories() });
    case 'products':
      return id === '' ? json(listed(shop.cards(wishOf(searchParams)), searchParams)) : json(shop.product(id));
    case 'search':
      return json(searched(shop, id, searchParams));
    case 'media':
      return medium(template, path);
    default: {
      const found = shop.answer(path.split('/'), searchParams);
      return found === undefined ? refused(503, 'preview.no_shop', pathname) : json(found);
    }
  }
}

function searched(shop: DemoShop, what: string, query: URLSearchParams): unknown {
  const words = query.get('q')?.trim() ?? '';
  if (what === 'suggestions') return { items: shop.suggestions(words) };
  const { category, sort } = wishOf(query);
  const { items, ...rest } = shop.search(words, category ?? '', sort ?? '');
  return { ...rest, ...listed(items, query) };
}

/** Empty when it is not the encoding of a text. */
function decoded(pathname: string): string {
  try {
    return decodeURI(pathname);
  } catch {
    return '';
  }
}

function wishOf(query: URLSearchParams): { category?: string; sort?: string } {
  return { category: query.get('categoryId') ?? '', sort: query.get('sort') ?? '' };
}

function medium({ id, assets }: TemplateVersion, path: string): Answer {
  const name = path.startsWith(`media/template/${id}/`) ? path.slice(`media/template/${id}/`.length) : '';
  const bytes = assets.get(name);
  const type = { svg: 'image/svg+xml', png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp', gif: 'image/gif' }[
    name.slice(name.lastIndexOf('.') + 1)
  ];
  return bytes && type ? { status: 200, type, body: bytes } : refused(404, 'media.not_found', path);
}

function json(document: unknown): Answer {
  if (document === null) return refused(404, 'preview.not_found', '');
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(document) };
}

function refused(status: number, code: string, what: string): Answer {
  const detail =
    '预览没有连接店铺，只能浏览；用 --runtime 指定运行中的平台。This preview has no shop behind it; name a running platform with --runtime.';
  const problem = { type: 'about:blank', title: code, status, code, detail: `${detail} ${what}`.trim() };
  return { status, type: 'application/problem+json; charset=utf-8', body: JSON.stringify(problem) };
}
