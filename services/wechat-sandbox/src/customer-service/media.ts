import { randomBytes } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint } from '../protocol/endpoint.js';
import { readMultipartFile } from '../protocol/multipart.js';
import type { TemporaryMedia } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import { serviceOf } from './conversation.js';

const SERVICE = { sets: [19, 31], isJson: false };
const LIFE_MS = 3 * 86_400_000;
const KEPT_MEDIA = 20;
const MEGABYTE = 1024 * 1024;

/** Temporary pictures; login-and-user.md §8. */
export const mediaEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/cgi-bin/media/upload', upload, SERVICE),

  authorizerEndpoint(
    'GET',
    '/cgi-bin/media/get',
    ({ query }, app) => {
      const media = findMedia(app, query['media_id'] ?? '');
      if (media === null) throw new ApiError(40007);
      return { bytes: Buffer.from(media.base64, 'base64'), contentType: media.contentType, filename: 'media.jpg' };
    },
    SERVICE,
  ),
];

export function findMedia(app: App, id: string): TemporaryMedia | null {
  const kept = app.afterRelease?.service?.media ?? {};
  const media = Object.hasOwn(kept, id) ? kept[id] : undefined;
  return media !== undefined && media.expiresAt > Date.now() ? media : null;
}

/** Keeps a picture for three days; of many the newest. */
export function keepMedia(app: App, bytes: Buffer, contentType: string): string {
  const service = serviceOf(app);
  const now = Date.now();
  const id = randomBytes(48).toString('base64url');
  service.media[id] = { contentType, base64: bytes.toString('base64'), createdAt: now, expiresAt: now + LIFE_MS };
  for (const old of Object.keys(service.media).slice(0, -KEPT_MEDIA)) delete service.media[old];
  return id;
}

function upload({ world, query, incoming }: Call, app: App): object {
  const file = readMultipartFile(String(incoming.headers['content-type'] ?? ''), incoming.body, 'media');
  if (query['type'] !== 'image') throw new ApiError(40004);
  if (file === null || file.bytes.length === 0) throw new ApiError(41005);
  const contentType = pictureType(file.bytes);
  if (contentType === null) throw new ApiError(40005);
  if (file.bytes.length > world.knobs.tempImageMaxMb * MEGABYTE) throw new ApiError(40006);
  return {
    type: 'image',
    media_id: keepMedia(app, file.bytes, contentType),
    created_at: Math.floor(Date.now() / 1000),
  };
}

/** By the first bytes: a name proves nothing. */
function pictureType(bytes: Buffer): string | null {
  const head = bytes.subarray(0, 4).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head === '\x89PNG') return 'image/png';
  return head === 'GIF8' ? 'image/gif' : null;
}
