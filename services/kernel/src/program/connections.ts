import type { Abstract, ValueProvider } from '@nestjs/common';
import type { Logger } from 'pino';
import { Broadcast } from '../broadcast/broadcast.js';
import { openBroadcast } from '../broadcast/open-broadcast.js';
import { requireRedis } from '../broadcast/require-redis.js';
import { type DatabaseAccess, roleUrl } from '../data/database-roles.js';
import { FleetDatabase } from '../data/fleet-database.js';
import { TenantDatabase } from '../data/tenant-database.js';
import { TenantPool } from '../data/tenant-pool.js';
import { JobQueue } from '../queue/job-queue.js';
import { ObjectStore } from '../storage/object-store.js';
import { openObjectStore } from '../storage/open-object-store.js';
import { databaseAccessOf, type ProgramSettings, queueSettingsOf, storageSettingsOf } from './program-settings.js';

/** What a program is connected to: it asks for what it needs, once each, and all of it is closed together. */
export class Connections {
  /** Everything opened so far, by its class. */
  readonly providers: ValueProvider[] = [];
  private readonly closers: (() => Promise<void>)[] = [];
  private readonly access: DatabaseAccess;

  /** @param documentOnly opens nothing: what is asked for can be injected, and fails when used */
  constructor(
    private readonly settings: ProgramSettings,
    private readonly logger: Logger,
    readonly documentOnly: boolean,
  ) {
    this.access = databaseAccessOf(settings);
  }

  fleet(poolSize?: number): Promise<FleetDatabase> {
    return this.open(FleetDatabase, () => FleetDatabase.connect(this.access, poolSize), close);
  }

  tenants(poolSize?: number): Promise<TenantDatabase> {
    return this.open(TenantDatabase, () => TenantDatabase.connect(this.access, poolSize), close);
  }

  pool(): Promise<TenantPool> {
    return this.open(TenantPool, () => new TenantPool(this.access), close);
  }

  /** Asks the queue once, so that one that is out of reach or not migrated is a refusal to start and not a silent standstill. */
  async queue(): Promise<JobQueue> {
    const report = (error: Error) => this.logger.warn({ err: error }, 'queue');
    const queue = await this.open(JobQueue, () => new JobQueue(queueSettingsOf(this.settings), report), close);
    if (!this.documentOnly) await queue.counts();
    return queue;
  }

  objects(): Promise<ObjectStore> {
    return this.open(ObjectStore, () => openObjectStore(storageSettingsOf(this.settings)));
  }

  broadcast(): Promise<Broadcast> {
    const servers = { databaseUrl: roleUrl(this.access, 'fleet'), redisUrl: this.settings.REDIS_URL };
    const report = (error: Error) => this.logger.warn({ err: error }, 'broadcast');
    return this.open(Broadcast, () => openBroadcast(servers, report), close);
  }

  /** What was opened last is closed first. One that cannot be closed does not keep the others open. */
  async close(): Promise<void> {
    for (const closeOne of this.closers.splice(0).toReversed()) {
      await closeOne().catch((error: unknown) => this.logger.warn({ err: error }, 'a connection could not be closed'));
    }
  }

  private async open<Connection>(
    token: Abstract<Connection>,
    connect: () => Connection | Promise<Connection>,
    end?: (connection: Connection) => Promise<void>,
  ): Promise<Connection> {
    const connection = this.documentOnly ? (Object.create(token.prototype as object) as Connection) : await connect();
    if (end && !this.documentOnly) this.closers.push(() => end(connection));
    this.providers.push({ provide: token, useValue: connection });
    return connection;
  }
}

export interface ConnectOptions {
  /** Connects to nothing: the program can describe itself and serve nothing. */
  readonly documentOnly?: boolean;
}

/**
 * Builds a program on its connections; when that fails, those already open are closed. Afterwards the ConnectionsModule closes them.
 * @throws SettingsError when REDIS_URL names a Redis that cannot be used; whatever `build` throws
 */
export async function withConnections<Program>(
  settings: ProgramSettings,
  logger: Logger,
  build: (connections: Connections) => Promise<Program>,
  { documentOnly = false }: ConnectOptions = {},
): Promise<Program> {
  if (settings.REDIS_URL !== undefined && !documentOnly) await requireRedis(settings.REDIS_URL);
  const connections = new Connections(settings, logger, documentOnly);
  try {
    return await build(connections);
  } catch (error) {
    await connections.close();
    throw error;
  }
}

function close(connection: { close(): Promise<void> }): Promise<void> {
  return connection.close();
}
