import type { ApiClient } from '#kernel/http/client.js';
import { listDraws, stopDraw } from '../../../services/control-plane/src/commerce/draws.contract.js';
import { listGroupBuys, listGroups } from '../../../services/control-plane/src/commerce/group-buys.contract.js';
import { createCodes, getCodePicture, listCodes } from '../../../services/control-plane/src/commerce/codes.contract.js';
import { listKitchen, moveTicket } from '../../../services/control-plane/src/commerce/dining.contract.js';
import { listOrders } from '../../../services/control-plane/src/commerce/orders.contract.js';
import { listProducts } from '../../../services/control-plane/src/commerce/products.contract.js';
import { getBuildById } from '../../../services/control-plane/src/hosting/releases.contract.js';
import { createPreviewTicket } from '../../../services/control-plane/src/player/preview-tickets.contract.js';
import type { Traveller } from '../journey-context.js';
import type { SandboxConsole } from '../sandbox-console.js';
import { until } from '../station.js';

/** What WeChat opens for a code that names no page. */
const FIRST_PAGE = 'pages/home/index';

/** The built package of one shop as shoppers come to it, and what its merchant and WeChat do meanwhile. */
export class ShopDoor {
  constructor(
    private readonly agency: ApiClient,
    private readonly sandbox: SandboxConsole,
    private readonly traveller: Traveller,
  ) {}

  /** The address at which the built package runs. */
  async address(entry: { path?: string; query?: Record<string, string> } = {}): Promise<string> {
    const { merchantId, appId, buildId = '', name } = this.traveller;
    const { digest } = await this.agency.call(getBuildById, { params: { merchantId, buildId } });
    if (digest === null) throw new Error(`The package of ${name} is not built`);
    const body = { lifetimeSeconds: 3600, digest, ...entry };
    return (await this.agency.call(createPreviewTicket, { params: { merchantId, appId }, body })).url;
  }

  /** A code the merchant has printed is scanned by WeChat's own camera: the address at which the mini-program opens. */
  async scanned(kind: 'product' | 'store', target: string): Promise<string> {
    const { merchantId, appId, name } = this.traveller;
    const params = { merchantId, appId };
    await this.agency.call(createCodes, { params, body: { codes: [{ kind, target }] } });
    const made = await until(
      async () => {
        const { items } = await this.agency.call(listCodes, { params, query: { limit: 20, kind } });
        return items.find((code) => code.target === target && code.picture === 'made') ?? null;
      },
      { seconds: 60, sentence: () => `${name}: WeChat has not made the picture of the code within a minute.` },
    );
    const picture = await this.agency.send(getCodePicture, { params: { merchantId, codeId: made.id } });
    const { page, scene } = await this.sandbox.scan(await picture.arrayBuffer());
    return this.address({ path: page || FIRST_PAGE, query: { scene } });
  }

  /** The kitchen takes on what waits for it, or calls out what it is cooking. @returns the number it calls */
  async kitchenMoves(state: 'accepted' | 'ready'): Promise<string> {
    const { merchantId, name } = this.traveller;
    const { items } = await this.agency.call(listKitchen, { params: { merchantId }, query: { limit: 20 } });
    const ticket = items.findLast((item) => item.state === (state === 'accepted' ? 'waiting' : 'accepted'));
    if (!ticket) throw new Error(`${name}: nothing in the kitchen can become ${state}`);
    await this.agency.call(moveTicket, { params: { merchantId, orderId: ticket.id }, body: { state } });
    return ticket.pickupNumber;
  }

  /** What somebody shares who waits for others: the address of their group. */
  async sharedGroup(): Promise<string> {
    const { merchantId, name } = this.traveller;
    const offers = await this.agency.call(listGroupBuys, { params: { merchantId }, query: { limit: 20 } });
    for (const { id } of offers.items) {
      const params = { merchantId, groupBuyId: id };
      const { items } = await this.agency.call(listGroups, { params, query: { limit: 20 } });
      const open = items.find(({ state, paid }) => state === 'open' && paid > 0);
      if (open) return this.address({ path: 'pages/group-buy/index', query: { id, group: open.id } });
    }
    throw new Error(`${name}: no group waits for others`);
  }

  /** The merchant ends the draws that run. */
  async endsDraw(): Promise<void> {
    const { merchantId } = this.traveller;
    const { items } = await this.agency.call(listDraws, { params: { merchantId }, query: { limit: 20 } });
    for (const { id, state } of items) {
      if (state === 'running') await this.agency.call(stopDraw, { params: { merchantId, drawId: id } });
    }
  }

  /** What WeChat's content security says of the next words. */
  async wechatFinds(suggest: 'pass' | 'risky'): Promise<void> {
    await this.sandbox.planCheck(this.traveller.appId, suggest);
  }

  /** What the merchant sees as paid, in fen, the smallest first. */
  async paidFen(): Promise<number[]> {
    const { merchantId } = this.traveller;
    const query = { limit: 50, state: 'paid' as const };
    const { items } = await this.agency.call(listOrders, { params: { merchantId }, query });
    return items.map(({ totalFen }) => totalFen).sort((one, other) => one - other);
  }

  async productId(title: string): Promise<string> {
    const { merchantId, name } = this.traveller;
    const query = { limit: 100, state: 'active' as const };
    const { items } = await this.agency.call(listProducts, { params: { merchantId }, query });
    const found = items.find((product) => product.title === title);
    if (!found) throw new Error(`${title} is not among the goods of ${name}`);
    return found.id;
  }
}
