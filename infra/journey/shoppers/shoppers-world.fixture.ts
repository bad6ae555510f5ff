import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSystem, type System } from '#infra/embedded/system.js';
import { openBrowser, type TestBrowser } from '#testing/browser.js';
import type { JourneyContext } from '../journey-context.js';
import { prepareJourney } from '../journey-input.js';
import { each, travel } from '../station.js';
import { authorise } from '../stations/authorise.js';
import { payAccounts } from '../stations/pay-accounts.js';
import { build } from '../stations/release.js';
import { signIn } from '../stations/sign-in.js';
import { ARTEFACTS, Phone } from './phone.fixture.js';
import { phones } from './phone-settings.fixture.js';
import { ShopDoor } from './shop-door.fixture.js';
import { Shopper } from './shopper.fixture.js';
import { addMerchants, furnish, type Vertical, verticals } from './shops.fixture.js';
import { textsOf } from './template-texts.fixture.js';

const roadToOpening = [signIn, addMerchants, authorise, payAccounts, furnish, build];
/** Shops in which somebody is at the same time; a phone keeps a core busy. */
const SHOPS_AT_A_TIME = 2;

export interface Journey {
  readonly vertical: Vertical;
  /** Names the folder of its pictures. */
  readonly name: string;
  readonly phone: keyof typeof phones;
  readonly story: string;
  /** @param invite brings a friend with a phone of their own, if the journey is made by two */
  walk(this: void, shopper: Shopper, invite: () => Promise<Shopper>): Promise<void>;
}

/** How a journey went. */
export interface Walk {
  readonly error: string | null;
  readonly complaints: readonly string[];
}

/** The whole system with a shop of each vertical, built and open, and a browser that plays their packages. */
export class ShoppersWorld {
  private browser: TestBrowser | null = null;

  private constructor(
    private readonly system: System,
    private readonly context: JourneyContext,
    private readonly dataDir: string,
  ) {}

  static async start(): Promise<ShoppersWorld> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'xiaopu-shoppers-'));
    const system = await startSystem({ dataDir, ports: 'random', durable: false });
    const { controlPlane, runtime, sandbox } = system.urls;
    const accounts = { operator: system.logins.operator, agency: { name: 'Shoppers agency', ...system.logins.agency } };
    const context = prepareJourney(
      { controlPlaneUrl: controlPlane, runtimeUrl: runtime, sandboxUrl: sandbox, accounts },
      undefined,
      [],
    );
    const world = new ShoppersWorld(system, context, dataDir);
    try {
      await world.open();
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  /** One shopper after the other in each shop, several shops at a time. */
  async walk<Each extends Journey>(journeys: readonly Each[]): Promise<Map<Each, Walk>> {
    const walks = new Map<Each, Walk>();
    await each(
      verticals,
      async (vertical) => {
        for (const journey of journeys.filter((one) => one.vertical === vertical))
          walks.set(journey, await this.walked(journey));
      },
      SHOPS_AT_A_TIME,
    );
    return walks;
  }

  shop(vertical: Vertical): ShopDoor {
    const traveller = this.context.travellers[verticals.indexOf(vertical)];
    if (!traveller) throw new Error(`There is no shop of ${vertical}`);
    return new ShopDoor(this.context.agency, this.context.sandbox, traveller);
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    await this.system.stop();
    cpSync(this.system.folder.logs, path.join(ARTEFACTS, 'logs'), { recursive: true, force: true });
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async walked({ vertical, name, phone: kind, walk }: Journey): Promise<Walk> {
    if (!this.browser) throw new Error('The world is not open');
    const { browser } = this;
    const settings = phones[kind];
    const shoppers: Shopper[] = [];
    const comes = async (who: string): Promise<Shopper> => {
      const phone = await Phone.open(browser, settings, path.join(vertical, `${name}${who}-${kind}`));
      const shopper = new Shopper(phone, this.shop(vertical), textsOf(vertical, settings.language));
      shoppers.push(shopper);
      return shopper;
    };
    const invite = async () => {
      const friend = await comes('-friend');
      await friend.phone.belongsTo('a friend');
      return friend;
    };
    try {
      const shopper = await comes('');
      await shopper.phone.during(() => walk(shopper, invite));
      return { error: null, complaints: (await Promise.all(shoppers.map(({ phone }) => phone.complaints()))).flat() };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error), complaints: [] };
    } finally {
      for (const { phone } of shoppers) await phone.close();
    }
  }

  private async open(): Promise<void> {
    rmSync(ARTEFACTS, { recursive: true, force: true });
    const reports = await travel(roadToOpening, this.context, () => undefined);
    const failed = reports.find(({ result }) => result === 'failed');
    if (failed) throw new Error(`${failed.station}: ${failed.remark}`);
    this.browser = await openBrowser({ deviceScaleFactor: 2 });
  }
}
