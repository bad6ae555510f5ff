/** `a/b/../c` → `a/c`; leading slashes and dots go. */
export function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

export const folderOf = (path: string): string => path.replace(/[^/]*$/, '');

export interface PageUrl {
  readonly route: string;
  /** As written: WeChat does not decode a query for the page. */
  readonly query: Readonly<Record<string, string>>;
}

/** `/pages/product/index?id=1`, or relative to the page that is showing. */
export function parsePageUrl(url: string, current: string): PageUrl {
  const [path = '', rest = ''] = url.split(/\?(.*)/s);
  const route = normalized(path.startsWith('/') ? path : folderOf(current) + path).replace(/\.html$/, '');
  const query: Record<string, string> = {};
  for (const pair of (rest.split('#')[0] ?? '').split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    query[at < 0 ? pair : pair.slice(0, at)] = at < 0 ? '' : pair.slice(at + 1);
  }
  return { route, query };
}

export function pageUrl({ route, query }: PageUrl): string {
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${value}`);
  return pairs.length > 0 ? `${route}?${pairs.join('&')}` : route;
}
