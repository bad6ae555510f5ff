import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { migrateDatabase } from '#infra/database/migrate-database.js';
import { type DataFolder, openDataFolder } from '#infra/embedded/data-folder.js';
import { logTo } from '#infra/embedded/log-file.js';
import { freePort } from '#infra/embedded/ports.js';
import { type RunningPostgres, startPostgres } from '#infra/embedded/postgres.js';
import { makeSecrets } from '#infra/embedded/secrets.js';
import { Watchdog } from '#infra/embedded/watchdog.js';
import type { Broadcast } from '#kernel/broadcast/broadcast.js';
import { openBroadcast } from '#kernel/broadcast/open-broadcast.js';
import { type DatabaseAccess, roleUrl } from '#kernel/data/database-roles.js';
import { BenchServer, startYardstick, type YardstickName, yardstickNames } from './bench-server.js';
import { forgetCatalogues } from './forget-catalogues.js';
import { type LedgerState, readLedger } from './ledger.js';
import { NoticeWriter } from './notice-writer.js';
import { makePromotions, PROMOTED_SHOPS } from './promotions-data.js';
import { writeReadyAnswers } from './ready-answers.js';
import { runtimeEnvironment } from './runtime-environment.js';
import { makeShops } from './shop-data.js';
import { readShops, type Shop } from './shops.js';
import { makeYardstickData } from './yardstick-data.js';

/**
 * Everything a run needs, in a temporary folder: a crash-safe PostgreSQL as `npm start` makes it, migrated and filled, the runtime,
 * and the yardsticks, each in a process of its own. `lower` removes all of it.
 */
export class Stage {
  private readonly folder: DataFolder;
  private readonly watchdog = new Watchdog();
  private readonly secrets = makeSecrets();
  private readonly started: { stop(): Promise<void> }[] = [];
  private readonly yardsticks = new Map<YardstickName, BenchServer>();
  private postgres: RunningPostgres | null = null;
  private owner: Client | null = null;
  private runtimeServer: BenchServer | null = null;
  private broadcast: Broadcast | null = null;
  private noticeWriter: NoticeWriter | null = null;
  private shopList: readonly Shop[] = [];
  private promotedList: readonly Shop[] = [];
  private lowering: Promise<void> | null = null;

  constructor(private readonly say: (line: string) => void) {
    this.folder = openDataFolder(path.join(tmpdir(), `xiaopu-bench-${randomBytes(6).toString('hex')}`));
  }

  async raise(shops: number): Promise<void> {
    this.say('Making the database …');
    const access = await this.startDatabase();
    this.say(`Filling ${shops} shops …`);
    await makeShops(raised(this.owner), shops + PROMOTED_SHOPS);
    await makeYardstickData(raised(this.owner), shops);
    const all = await readShops(raised(this.owner), this.secrets.masterKey);
    this.shopList = all.slice(0, shops);
    this.promotedList = all.slice(shops);
    await makePromotions(raised(this.owner), this.promotedList);
    this.noticeWriter = new NoticeWriter(raised(this.owner));
    await this.noticeWriter.openAccounts(this.shopList, this.secrets.masterKey);
    this.broadcast = openBroadcast({ databaseUrl: roleUrl(access, 'fleet') }, (error) => this.say(error.message));
    this.say('Starting the servers …');
    await this.startServers(access);
  }

  get shops(): readonly Shop[] {
    return this.shopList;
  }

  /** Others than `shops`, with a sale under way and coupons in every wallet. */
  get promotedShops(): readonly Shop[] {
    return this.promotedList;
  }

  get runtime(): BenchServer {
    return raised(this.runtimeServer);
  }

  get notices(): NoticeWriter {
    return raised(this.noticeWriter);
  }

  get postgresPid(): number {
    return raised(this.postgres).pid;
  }

  yardstick(name: YardstickName): BenchServer {
    return raised(this.yardsticks.get(name) ?? null);
  }

  /** Makes whatever the runtime has cached of the shops' goods stale, as a change of every catalogue would. */
  forgetCached(): Promise<void> {
    return forgetCatalogues(raised(this.broadcast), this.shopList);
  }

  ledger(): Promise<LedgerState> {
    return readLedger(raised(this.owner));
  }

  /** May be called at any time, and twice. */
  lower(): Promise<void> {
    this.lowering ??= this.takeDown();
    return this.lowering;
  }

  private async takeDown(): Promise<void> {
    await Promise.all(this.started.map((server) => server.stop()));
    await this.broadcast?.close();
    await this.owner?.end().catch(() => undefined);
    await this.postgres?.stop();
    this.watchdog.close();
    rmSync(this.folder.root, { recursive: true, force: true });
  }

  private async startDatabase(): Promise<DatabaseAccess> {
    const log = logTo(path.join(this.folder.logs, 'postgres.log'));
    this.postgres = await startPostgres({ dataDir: this.folder.postgres, watchdog: this.watchdog, log });
    await this.postgres.createDatabase('xiaopu');
    const { masterKey } = this.secrets;
    const access = { databaseUrl: this.postgres.url('xiaopu'), rolePrefix: 'xiaopu', masterKey };
    await migrateDatabase(access);
    this.owner = new Client({ connectionString: access.databaseUrl });
    // A server that goes away is reported by the next question.
    this.owner.on('error', () => undefined);
    await this.owner.connect();
    return access;
  }

  private async startServers({ databaseUrl }: DatabaseAccess): Promise<void> {
    const common = { logFolder: this.folder.logs, watchdog: this.watchdog };
    const port = await freePort();
    const env = runtimeEnvironment(port, databaseUrl, this.secrets, this.folder);
    const entry = 'services/runtime/src/main.js';
    this.runtimeServer = await BenchServer.start({ ...common, name: 'runtime', entry, port, env });
    this.started.push(this.runtimeServer);
    const answersFile = path.join(this.folder.root, 'answers.json');
    await writeReadyAnswers(answersFile, port, this.shopList);
    for (const name of yardstickNames) {
      const server = await startYardstick(name, {
        ...common,
        env: {
          ...process.env,
          NODE_ENV: 'production',
          DATABASE_URL: databaseUrl,
          ANSWERS_FILE: answersFile,
          NOTICE_PUBLIC_KEY: this.notices.publicKeyPem,
        },
      });
      this.yardsticks.set(name, server);
      this.started.push(server);
    }
  }
}

function raised<T>(part: T | null): T {
  if (part === null) throw new Error('The stage is not up.');
  return part;
}
