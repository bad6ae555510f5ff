import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Problem } from '#kernel/problems/problem.js';
import { Compressed } from './compressed.js';

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** The player's own script and style, as built. The page names them by their digests, so that they may be kept for ever. */
export function addOwnFiles(server: FastifyInstance, folder: string): void {
  const known = new Map<string, { readonly builtAtMs: number; readonly body: Compressed }>();
  server.get<{ Params: { file: string } }>('/player/:file', async (request, reply) => {
    const { file } = request.params;
    const [, ending = ''] = /^[a-z][a-z0-9-]*\.(js|css)$/.exec(file) ?? [];
    const place = path.join(folder, file);
    const kept = known.get(file);
    // A build replaces the file; whoever asks meanwhile gets the one before.
    const builtAtMs =
      ending === ''
        ? null
        : await stat(place).then(
            ({ mtimeMs }) => mtimeMs,
            () => kept?.builtAtMs ?? null,
          );
    if (builtAtMs === null) throw new Problem('request.not_found');
    const body = kept?.builtAtMs === builtAtMs ? kept.body : new Compressed(await readFile(place));
    known.set(file, { builtAtMs, body });
    const mayKeep = (request.query as { v?: unknown }).v !== undefined;
    void reply.header('cache-control', mayKeep ? 'public, max-age=31536000, immutable' : 'no-cache');
    return body.send(request, reply.type(types[ending] ?? ''));
  });
}
