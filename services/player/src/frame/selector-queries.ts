import type { Element as TreeElement } from 'glass-easel';

interface Request {
  readonly component: {
    readonly _$: { getShadowRoot(): TreeElement & { querySelectorAll(selector: string): TreeElement[] } };
  };
  /** Null asks for the viewport. */
  readonly selector: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
  cb(result: unknown): void;
}

interface Query {
  readonly _$queue: Request[];
  exec(answer?: (results: unknown[]) => void): void;
}

type Found = Record<string, unknown>;

/**
 * Queries as a phone answers them: after the change they were asked in, so that `attached` can measure; with `computedStyle`, and with
 * the page's own scroll offset for the viewport, which glass-easel's adapter has not.
 */
export function completeQueries(queries: object): void {
  const exec: Query['exec'] = Reflect.get(queries, 'exec');
  Object.assign(queries, {
    exec(this: Query, answer?: (results: unknown[]) => void) {
      for (const [at, request] of this._$queue.entries()) this._$queue[at] = completed(request);
      queueMicrotask(() => exec.call(this, answer));
    },
  });
}

/** The results it hands to its callback are the objects that `exec` hands out, too. */
function completed(request: Request): Request {
  const { component, selector, fields } = request;
  const names = fields['computedStyle'];
  const root = component._$.getShadowRoot();
  const finish = (result: unknown) => {
    const results = (Array.isArray(result) ? result : [result]).filter(Boolean) as Found[];
    if (selector === null && fields['scrollOffset']) for (const each of results) Object.assign(each, scrollOf(root));
    if (selector !== null && Array.isArray(names)) {
      const elements = root.querySelectorAll(selector);
      for (const [at, each] of results.entries()) Object.assign(each, styleOf(elements[at], names.map(String)));
    }
    request.cb(result);
  };
  return { component, selector, fields, cb: finish, single: Reflect.get(request, 'single') } as Request;
}

function scrollOf(root: TreeElement): object {
  const host = Reflect.get(root, 'getHostNode') as (() => { readonly $$: HTMLElement | null }) | undefined;
  const page = host?.call(root).$$?.ownerDocument.scrollingElement;
  if (!page) return {};
  const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = page;
  return { scrollLeft, scrollTop, scrollWidth, scrollHeight };
}

function styleOf(element: TreeElement | undefined, names: readonly string[]): object {
  const box = element?.$$ as unknown as HTMLElement | undefined;
  const style = box?.ownerDocument.defaultView?.getComputedStyle(box);
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return Object.fromEntries(names.map((name) => [name, style?.getPropertyValue(kebab(name)) ?? '']));
}
