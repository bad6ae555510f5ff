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
import type { AppId } from '#kernel/identity/ids.js';
import { BenchServer, startYardstick, type YardstickName, yardstickNames } from './bench-server.js';
import { type DrawLedger, readDrawLedger } from './draw-ledger.js';
import { DRAW_SHOPS, type DrawShop, makeDraw } from './draw-data.js';
import { forgetCatalogues } from './forget-catalogues.js';
import { type LedgerState, readLedger } from './ledger.js';
import { makeNeighbours, neighbourAppIds } from './neighbours.js';
import { NoticeWriter } from './notice-writer.js';
import { makePromotions, PROMOTED_SHOPS } from './promotions-data.js';
import { writeReadyAnswers } from './ready-answers.js';
import { BenchRedis } from './redis.js';
import { RUSH_SHOPS, RushShop } from './rush-data.js';
import { runtimeEnvironment } from './runtime-environment.js';
import { makeShops } from './shop-data.js';
import { readShops, type Shop } from './shops.js';
import { makeYardstickData } from './yardstick-data.js';

// More than a process keeps shops in mind.
const MOST_NEIGHBOURS_ASKED = 60_000;

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
  private ownDraw: DrawShop | null = null;
  private neighbourList: readonly AppId[] = [];
  private rushShop: RushShop | null = null;
  private redis: BenchRedis | null = null;
  private redisRuntime: BenchServer | null = null;
  private lowering: Promise<void> | null = null;

  constructor(private readonly say: (line: string) => void) {
    this.folder = openDataFolder(path.join(tmpdir(), `xiaopu-bench-${randomBytes(6).toString('hex')}`));
  }

  async raise(shops: number, neighbours = 0): Promise<void> {
    this.say('Making the database …');
    const access = await this.startDatabase();
    this.say(`Filling ${shops} shops …`);
    await makeShops(raised(this.owner), shops + PROMOTED_SHOPS + RUSH_SHOPS + DRAW_SHOPS);
    await makeYardstickData(raised(this.owner), shops);
    if (neighbours > 0) this.say(`Filling ${neighbours} small ones beside them …`);
    await makeNeighbours(raised(this.owner), neighbours);
    this.neighbourList = await neighbourAppIds(raised(this.owner), MOST_NEIGHBOURS_ASKED);
    const all = await readShops(raised(this.owner), this.secrets.masterKey);
    this.shopList = all.slice(0, shops);
    this.promotedList = all.slice(shops, shops + PROMOTED_SHOPS);
    await makePromotions(raised(this.owner), this.promotedList);
    const [rushShop] = all.slice(shops + PROMOTED_SHOPS);
    this.rushShop = await RushShop.open(raised(this.owner), rushShop, this.secrets.masterKey);
    this.ownDraw = await makeDraw(raised(this.owner), all.slice(-DRAW_SHOPS), this.secrets.masterKey);
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

  /** One more shop, with a draw that thousands take part in. */
  get drawShop(): DrawShop {
    return raised(this.ownDraw);
  }

  /** One more shop, with a crowd that wants one SKU. */
  get rush(): RushShop {
    return raised(this.rushShop);
  }

  /** AppIDs of many of the small merchants beside. */
  get neighbours(): readonly AppId[] {
    return this.neighbourList;
  }

  get hasRedis(): boolean {
    return this.redis !== null;
  }

  get runtimeWithRedis(): BenchServer {
    return raised(this.redisRuntime);
  }

  get runtime(): BenchServer {
    return raised(this.runtimeServer);
  }

  get notices(): NoticeWriter {
    return raised(this.noticeWriter);
  }

  /** Of the servers that hold data. */
  get databasePids(): number[] {
    return [raised(this.postgres).pid, ...(this.redis ? [this.redis.pid] : [])];
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

  draws(): Promise<DrawLedger> {
    return readDrawLedger(raised(this.owner));
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
    await this.redis?.stop();
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
    this.redis = await BenchRedis.start(this.folder.root, this.watchdog);
    if (this.redis) {
      const redisPort = await freePort();
      const redisEnv = {
        ...runtimeEnvironment(redisPort, databaseUrl, this.secrets, this.folder),
        REDIS_URL: this.redis.url,
      };
      this.redisRuntime = await BenchServer.start({
        ...common,
        name: 'runtime-redis',
        entry,
        port: redisPort,
        env: redisEnv,
      });
      this.started.push(this.redisRuntime);
    }
    const answersFile = path.join(this.folder.root, 'answers.json');
    await writeReadyAnswers(answersFile, port, this.shopList);
    for (const name of yardstickNames) {
      if (name === 'redis-script' && !this.redis) continue;
      const server = await startYardstick(name, {
        ...common,
        env: {
          ...process.env,
          NODE_ENV: 'production',
          DATABASE_URL: databaseUrl,
          ANSWERS_FILE: answersFile,
          NOTICE_PUBLIC_KEY: this.notices.publicKeyPem,
          REDIS_URL: this.redis?.url,
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
