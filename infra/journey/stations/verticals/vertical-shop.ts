import { createHash } from 'node:crypto';
import {
  getPaymentAccount,
  savePaymentAccount,
} from '../../../../services/control-plane/src/commerce/payment-account.contract.js';
import {
  getDemoContent,
  importDemoContent,
} from '../../../../services/control-plane/src/demo-content/demo-content.contract.js';
import {
  publishStorefront,
  saveDraft,
  startStorefront,
} from '../../../../services/control-plane/src/hosting/storefront.contract.js';
import { getBuildById, requestBuild } from '../../../../services/control-plane/src/hosting/releases.contract.js';
import { createMerchant, listMerchants } from '../../../../services/control-plane/src/merchants/merchants.contract.js';
import { createPreviewTicket } from '../../../../services/control-plane/src/player/preview-tickets.contract.js';
import { login } from '../../../../services/runtime/src/shoppers/shoppers.contract.js';
import { getStorefront } from '../../../../services/runtime/src/shop-window/shop-window.contract.js';
import type { Out } from '#kernel/http/contract.js';
import type { JourneyContext, Traveller, Visit } from '../../journey-context.js';
import { expectThat, until } from '../../station.js';
import { authoriseShop } from '../authorise.js';
import { orMissing, ownAccount } from '../pay-accounts.js';

/** A shop of another line of business than the client list's, begun from a preset with its demo content. */
export interface VerticalShop {
  readonly clientRef: string;
  readonly name: string;
  readonly templateId: string;
  readonly presetId: string;
  /** The member that the template's own sections carry on the home page. */
  readonly data: 'products' | 'services' | 'articles';
}

/** Merchants that have stations of their own are no part of the client list. */
const REFERENCE = /^XH-V\d\d$/;

export function isVerticalShop({ clientRef }: { readonly clientRef: string }): boolean {
  return REFERENCE.test(clientRef);
}

export interface Opened {
  readonly visit: Visit;
  readonly remark: string;
}

/** From the merchant to a shopper at the door: authorised, furnished, published, built without a finding, shown in the preview. */
export async function openShop(context: JourneyContext, shop: VerticalShop): Promise<Opened> {
  const traveller = await merchantOf(context, shop);
  await authoriseShop(context, traveller);
  await openPayAccount(context, traveller);
  await publish(context, traveller, shop);
  const brought = await furnish(context, traveller, shop);
  const digest = await buildPackage(context, traveller);
  await preview(context, traveller, digest);
  await expectHome(context, traveller, shop);
  context.verticalTravellers.push(traveller);
  return { visit: await enter(context, traveller), remark: brought };
}

async function merchantOf({ agency }: JourneyContext, { clientRef, name }: VerticalShop): Promise<Traveller> {
  const known = await agency.call(listMerchants, { query: { q: clientRef } });
  const merchant =
    known.items.find((item) => item.clientRef === clientRef) ??
    (await agency.call(createMerchant, { body: { clientRef, name } }));
  const appId = `wx${createHash('sha256').update(merchant.id).digest('hex').slice(0, 16)}`;
  return { merchantId: merchant.id, name, appId };
}

async function openPayAccount(context: JourneyContext, traveller: Traveller): Promise<void> {
  const params = { merchantId: traveller.merchantId, appId: traveller.appId };
  const known = await orMissing(context.agency.call(getPaymentAccount, { params }), 'payment_account.missing');
  if (known !== null) return;
  await context.agency.call(savePaymentAccount, { params, body: await ownAccount(context, traveller) });
}

async function publish({ agency }: JourneyContext, traveller: Traveller, shop: VerticalShop): Promise<void> {
  const params = { merchantId: traveller.merchantId, appId: traveller.appId };
  const { templateId, presetId } = shop;
  const { draft, draftVersion } = await agency.call(startStorefront, { params, body: { templateId, presetId } });
  const contact = { ...(draft['contact'] as object), phone: '0571-87000000' };
  await agency.call(saveDraft, { params, body: { config: { ...draft, contact }, expectedVersion: draftVersion } });
  await agency.call(publishStorefront, { params, body: { note: 'journey' } });
}

/** Twice: what is there stays as it is. Ends when the pictures of the goods are stored. */
async function furnish({ agency }: JourneyContext, traveller: Traveller, shop: VerticalShop): Promise<string> {
  const params = { merchantId: traveller.merchantId, appId: traveller.appId };
  const body = { presetId: shop.presetId };
  await agency.call(importDemoContent, { params, body });
  const again = await agency.call(importDemoContent, { params, body });
  expectThat(total(again.created) === 0, `${traveller.name}: the demo content came in twice.`);
  const state = await until(
    async () => {
      const current = await agency.call(getDemoContent, { params });
      return current.pictures.pending === 0 ? current : null;
    },
    { seconds: 60, sentence: () => `${traveller.name}: the pictures of the demo were not stored within a minute.` },
  );
  expectThat(total(state.items) > 0, `${traveller.name}: the preset ${shop.presetId} brought nothing.`);
  expectThat(state.pictures.unreachable === 0, `${traveller.name}: pictures of the demo are missing.`);
  const there = Object.entries(state.items).filter(([, count]) => count > 0);
  return there.map(([kind, count]) => `${count} ${kind}${count === 1 || kind === 'staff' ? '' : 's'}`).join(', ');
}

async function buildPackage({ agency }: JourneyContext, { merchantId, appId, name }: Traveller): Promise<string> {
  const queued = await agency.call(requestBuild, { params: { merchantId, appId }, body: {} });
  const built = await until(
    async () => {
      const current = await agency.call(getBuildById, { params: { merchantId, buildId: queued.id } });
      return current.state === 'queued' ? null : current;
    },
    { seconds: 60, sentence: () => `${name}: the build did not finish within a minute. Does the worker run?` },
  );
  // A runtime on this machine is what a journey is for.
  const [first] = built.findings.filter(({ rule }) => rule !== 'ext.api_address_local');
  expectThat(first === undefined, `${name}: the linter objects: ${first?.file ?? ''} ${first?.message.en ?? ''}`);
  expectThat(built.digest !== null, `${name}: the build is ${built.state} and has no package.`);
  return built.digest;
}

/** The package runs at an address of the player's, for whoever has the ticket. */
async function preview({ agency }: JourneyContext, traveller: Traveller, digest: string): Promise<void> {
  const { merchantId, appId, name } = traveller;
  const { url } = await agency.call(createPreviewTicket, {
    params: { merchantId, appId },
    body: { digest, lifetimeSeconds: 3600 },
  });
  const page = await fetch(url);
  expectThat(page.ok && (await page.text()).includes('<script'), `${name}: the preview answered ${page.status}.`);
  const answer = await fetch(new URL('package.json', url));
  const shown = (await answer.json()) as { appId?: string };
  expectThat(shown.appId === appId, `${name}: the preview shows ${shown.appId ?? `a problem (${answer.status})`}.`);
}

async function expectHome({ runtime }: JourneyContext, traveller: Traveller, shop: VerticalShop): Promise<void> {
  // The runtime hears of the demo by notice; an answer of the moment before may still be served.
  await until(
    async () => {
      const { templateId, home } = await runtime.call(getStorefront, { params: { appId: traveller.appId } });
      return templateId === shop.templateId && home.sections.some((section) => countOf(section, shop) > 0)
        ? home
        : null;
    },
    { seconds: 10, sentence: () => `${traveller.name}: the home page shows no ${shop.data}.` },
  );
}

type Section = Out<typeof getStorefront>['home']['sections'][number];

function countOf(section: Section, { data }: VerticalShop): number {
  return section[data]?.length ?? 0;
}

/** A shopper who has never been here. */
async function enter(context: JourneyContext, traveller: Traveller): Promise<Visit> {
  const params = { appId: traveller.appId };
  const code = await context.sandbox.loginCode(traveller.appId, `guest ${Date.now()} of ${traveller.merchantId}`);
  const { token } = await context.runtime.call(login, { params, body: { code } });
  const shopper = context.runtime.with({ authorization: `Bearer ${token}` });
  return { traveller, params, shopper, skuId: '', orderId: '', totalFen: 0 };
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
