import type { World } from '../world.js';
import { type CiEndpoint, requireSigned } from './ci-endpoint.js';
import { refused } from './ci-error.js';
import type { PackedFiles } from './container.js';

const CHUNK_BYTES = 512 * 1024;
/** Kept in memory only, and of few accounts: nothing but a look at a stack trace depends on them. */
const KEPT_UPLOADS = 20;
const kept = new WeakMap<World, Map<string, string>>();

/** The newest upload of each robot has its source maps for `get_dev_sourcemap`. */
export function rememberSourceMaps(world: World, appid: string, robot: number, files: PackedFiles): void {
  const list = [...files]
    .filter(([name]) => name.endsWith('.js.map'))
    .map(([name, bytes]) => ({ fullpath: name, sourcemap: Buffer.from(bytes).toString('utf8') }));
  const uploads = kept.get(world) ?? new Map<string, string>();
  kept.set(world, uploads);
  uploads.delete(`${appid} ${robot}`);
  uploads.set(`${appid} ${robot}`, ascii(JSON.stringify({ sourcemap_list: list })));
  for (const oldest of [...uploads.keys()].slice(0, -KEPT_UPLOADS)) uploads.delete(oldest);
}

/** miniprogram-ci.md §3.5: how long the text is, then the text in pieces; or all of it at once. */
export const ciSourceMapEndpoints: readonly CiEndpoint[] = [
  {
    method: 'POST',
    path: '/wxa/ci/get_dev_sourcemap_info',
    handle: (call) => {
      const { app } = requireSigned(call, call.body['appid'], call.body['signature']);
      return { data: { total_size: textOf(call.world, app.appid, call.body['robot']).length, limit: CHUNK_BYTES } };
    },
  },
  {
    method: 'POST',
    path: '/wxa/ci/get_dev_sourcemap',
    handle: (call) => {
      const { app } = requireSigned(call, call.body['appid'], call.body['signature']);
      const text = textOf(call.world, app.appid, call.body['robot']);
      if (call.body['streaming'] === false) return { data: JSON.parse(text) as object };
      const { offset, limit } = call.body;
      if (!isCount(offset) || !isCount(limit) || limit > CHUNK_BYTES) throw refused('invalid offset or limit');
      return { innerRequestResp: { errCode: 0, body: text.slice(offset, offset + limit) } };
    },
  },
];

function textOf(world: World, appid: string, robot: unknown): string {
  const text = kept.get(world)?.get(`${appid} ${Number(robot)}`);
  if (text === undefined) throw refused(`robot ${Number(robot)} has uploaded nothing`);
  return text;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** So that a piece of the text never ends inside a character, and characters count as bytes. */
const ascii = (json: string): string =>
  json.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
