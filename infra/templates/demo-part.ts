import { createHash } from 'node:crypto';
import { readJsonFile } from '#hosting/templates/json-file.js';
import type { SectionSourceName } from '#hosting/templates/section-sources.js';
import type { TemplatePreset, TemplateVersion } from '#hosting/templates/template-version.js';

export type Json = Record<string, unknown>;

/** What one kind of demo content answers to shoppers who only look around. */
export interface DemoPart {
  /** @param path below the applet's address. @returns `undefined` for what is none of its business, `null` for what does not exist */
  answer(path: readonly string[], query: URLSearchParams): unknown;
  /** What sections show of it, by the section's source. */
  readonly sections: Partial<Record<SectionSourceName, (settings: Json) => unknown>>;
}

/** A preset's demo file of a kind, with its pictures as the runtime names them; `null` when it has none. @throws TemplateFault */
export function demoFile({ id, assets }: TemplateVersion, preset: TemplatePreset, kind: string): Json | null {
  const path = preset.content?.[kind];
  if (path === undefined) return null;
  return withMediaPaths(readJsonFile(`${id}/${path}`, assets.get(path)).value) as Json;
}

/** An id of the form the runtime's have, the same at every start. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** As the runtime answers them: a path below the applet's address. */
export function withMediaPaths(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('template:') ? `media/template/${value.slice(9)}` : value;
  if (Array.isArray(value)) return value.map(withMediaPaths);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withMediaPaths(member)]));
}

export function limitOf(settings: Json, otherwise: number): number {
  return typeof settings['limit'] === 'number' ? settings['limit'] : otherwise;
}

/** A page of a list. */
export function listed<T>(
  items: readonly T[],
  query: URLSearchParams,
): { items: readonly T[]; nextCursor: string | null } {
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 20);
  return { items: items.slice(from, to), nextCursor: to < items.length ? String(to) : null };
}
