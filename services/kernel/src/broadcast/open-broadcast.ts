import type { Broadcast } from './broadcast.js';
import { PostgresBroadcast } from './postgres-broadcast.js';
import { RedisBroadcast } from './redis-broadcast.js';

export interface BroadcastSettings {
  /** Any role's log-in will do. */
  readonly databaseUrl: string;
  readonly redisUrl?: string | undefined;
}

export function openBroadcast(settings: BroadcastSettings, onError: (error: Error) => void): Broadcast {
  return settings.redisUrl === undefined
    ? new PostgresBroadcast(settings.databaseUrl, onError)
    : new RedisBroadcast(settings.redisUrl, onError);
}
