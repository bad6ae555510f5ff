import { getTemplate } from '../../../services/control-plane/src/hosting/templates.contract.js';
import {
  publishStorefront,
  saveDraft,
  startStorefront,
} from '../../../services/control-plane/src/hosting/storefront.contract.js';
import { isJsonObject, type JsonObject, type JsonValue } from '#hosting/templates/json.js';
import type { JourneyContext, Traveller } from '../journey-context.js';
import { each, expectThat, type Station } from '../station.js';
import { JOURNEY_TEMPLATE } from './template-library.js';

/** Each storefront starts from a preset, gets the merchant's name and contact, and is published. */
export const configure: Station<JourneyContext> = {
  name: 'storefronts published',
  async run(context, progress) {
    let done = 0;
    await each(context.travellers, async (traveller, index) => {
      await brand(
        context,
        traveller,
        index === rejectedIndex(context) ? `${shortName(traveller)}测试` : shortName(traveller),
        index,
      );
      progress(++done, context.travellers.length, traveller.name);
    });
    return { count: done, remark: `${done} revisions published` };
  },
};

/** The merchant whose first submission WeChat rejects: its title still says "测试" (test), which no auditor lets pass. */
export function rejectedIndex({ travellers }: JourneyContext): number {
  return Math.min(2, travellers.length - 1);
}

export function shortName({ name }: Traveller): string {
  return name.slice(0, 12);
}

/** Sets the packaged name and the contact, and publishes. Answers the revision. */
export async function brand(
  { agency, productLists }: JourneyContext,
  traveller: Traveller,
  name: string,
  index: number,
): Promise<number> {
  const params = { merchantId: traveller.merchantId, appId: traveller.appId };
  const template = await agency.call(getTemplate, { params: { templateId: JOURNEY_TEMPLATE } });
  // The preset that goes with the merchant's goods, when they are a template's own.
  const goods = productLists[index % productLists.length]?.name ?? '';
  const preset =
    template.presets.find(({ products }) => products?.endsWith(`/${goods}`)) ??
    template.presets[index % template.presets.length];
  expectThat(preset !== undefined, `Template ${JOURNEY_TEMPLATE} has no preset.`);
  const started = await agency.call(startStorefront, {
    params,
    body: { templateId: JOURNEY_TEMPLATE, presetId: preset.id },
  });
  const { draft } = started;
  const config: JsonObject = {
    ...draft,
    brand: { ...asObject(draft['brand']), name },
    contact: { ...asObject(draft['contact']), phone: '0571-87000000' },
  };
  await agency.call(saveDraft, { params, body: { config, expectedVersion: started.draftVersion } });
  const { revision } = await agency.call(publishStorefront, { params, body: { note: 'journey' } });
  return revision;
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
