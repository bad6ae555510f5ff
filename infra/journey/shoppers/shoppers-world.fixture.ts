import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSystem, type System } from '#infra/embedded/system.js';
import { openBrowser, type TestBrowser } from '#testing/browser.js';
import { createCodes, getCodePicture, listCodes } from '../../../services/control-plane/src/commerce/codes.contract.js';
import { listKitchen, moveTicket } from '../../../services/control-plane/src/commerce/dining.contract.js';
import { listOrders } from '../../../services/control-plane/src/commerce/orders.contract.js';
import { listProducts } from '../../../services/control-plane/src/commerce/products.contract.js';
import { getBuildById } from '../../../services/control-plane/src/hosting/releases.contract.js';
import { createPreviewTicket } from '../../../services/control-plane/src/player/preview-tickets.contract.js';
import type { JourneyContext, Traveller } from '../journey-context.js';
import { prepareJourney } from '../journey-input.js';
import { travel, until } from '../station.js';
import { authorise } from '../stations/authorise.js';
import { payAccounts } from '../stations/pay-accounts.js';
import { build } from '../stations/release.js';
import { signIn } from '../stations/sign-in.js';
import { ARTEFACTS, Phone } from './phone.fixture.js';
import { addMerchants, furnish, type Vertical, verticals } from './shops.fixture.js';

/** What WeChat opens for a code that names no page. */
const FIRST_PAGE = 'pages/home/index';
const roadToOpening = [signIn, addMerchants, authorise, payAccounts, furnish, build];

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

  /** A phone on which nobody has opened the shop yet. */
  async phone(journey: string): Promise<Phone> {
    if (!this.browser) throw new Error('The world is not open');
    return Phone.open(this.browser, journey);
  }

  /** The address at which the built package of a shop runs. */
  async address(vertical: Vertical, entry: { path?: string; query?: Record<string, string> } = {}): Promise<string> {
    const { merchantId, appId, buildId = '' } = this.shop(vertical);
    const { agency } = this.context;
    const { digest } = await agency.call(getBuildById, { params: { merchantId, buildId } });
    if (digest === null) throw new Error(`The package of ${vertical} is not built`);
    const body = { lifetimeSeconds: 3600, digest, ...entry };
    return (await agency.call(createPreviewTicket, { params: { merchantId, appId }, body })).url;
  }

  /** A code the merchant has printed is scanned by WeChat's own camera: the address at which the mini-program opens. */
  async scanned(vertical: Vertical, kind: 'product' | 'store', target: string): Promise<string> {
    const { agency, sandbox } = this.context;
    const { merchantId, appId, name } = this.shop(vertical);
    const params = { merchantId, appId };
    await agency.call(createCodes, { params, body: { codes: [{ kind, target }] } });
    const made = await until(
      async () => {
        const { items } = await agency.call(listCodes, { params, query: { limit: 20, kind } });
        return items.find((code) => code.target === target && code.picture === 'made') ?? null;
      },
      { seconds: 60, sentence: () => `${name}: WeChat has not made the picture of the code within a minute.` },
    );
    const picture = await agency.send(getCodePicture, { params: { merchantId, codeId: made.id } });
    const { page, scene } = await sandbox.scan(await picture.arrayBuffer());
    return this.address(vertical, { path: page || FIRST_PAGE, query: { scene } });
  }

  /** The kitchen takes on what has been ordered and paid. @returns the numbers it will call out */
  async kitchenAccepts(): Promise<string[]> {
    const { merchantId } = this.shop('restaurant');
    const { items } = await this.context.agency.call(listKitchen, { params: { merchantId }, query: { limit: 20 } });
    for (const { id } of items) {
      await this.context.agency.call(moveTicket, { params: { merchantId, orderId: id }, body: { state: 'accepted' } });
    }
    return items.map(({ pickupNumber }) => pickupNumber);
  }

  /** What the merchant sees as paid, in fen. */
  async paidFen(vertical: Vertical): Promise<number[]> {
    const { merchantId } = this.shop(vertical);
    const query = { limit: 20, state: 'paid' as const };
    const { items } = await this.context.agency.call(listOrders, { params: { merchantId }, query });
    return items.map(({ totalFen }) => totalFen);
  }

  async productId(vertical: Vertical, title: string): Promise<string> {
    const { merchantId } = this.shop(vertical);
    const { items } = await this.context.agency.call(listProducts, {
      params: { merchantId },
      query: { limit: 100, state: 'active' },
    });
    const found = items.find((product) => product.title === title);
    if (!found) throw new Error(`${title} is not among the goods of ${vertical}`);
    return found.id;
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    await this.system.stop();
    cpSync(this.system.folder.logs, path.join(ARTEFACTS, 'logs'), { recursive: true, force: true });
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async open(): Promise<void> {
    const reports = await travel(roadToOpening, this.context, () => undefined);
    const failed = reports.find(({ result }) => result === 'failed');
    if (failed) throw new Error(`${failed.station}: ${failed.remark}`);
    this.browser = await openBrowser({ deviceScaleFactor: 2 });
    // The machine may be busy with other suites; where a tap works it takes a moment.
    this.browser.context.setDefaultTimeout(20_000);
  }

  private shop(vertical: Vertical): Traveller {
    const traveller = this.context.travellers[verticals.indexOf(vertical)];
    if (!traveller) throw new Error(`There is no shop of ${vertical}`);
    return traveller;
  }
}
