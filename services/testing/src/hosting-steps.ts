import {
  getBuildById,
  getSubmissionById,
  requestBuild,
  submitBuild,
} from '../../control-plane/src/hosting/releases.contract.js';
import { getStorefront, publishStorefront, saveDraft } from '../../control-plane/src/hosting/storefront.contract.js';
import { eventually } from './eventually.js';
import type { WorldShop } from './hosting-world.js';

/** Changes one part of a storefront's draft. */
export async function change({ api, params }: WorldShop, part: string, setting: object) {
  const { draft, draftVersion } = await api.call(getStorefront, { params });
  const config = { ...draft, [part]: { ...(draft[part] as object), ...setting } };
  return api.call(saveDraft, { params, body: { config, expectedVersion: draftVersion } });
}

/** Publishes the draft and waits for its package. */
export async function buildPackage(shop: WorldShop) {
  await shop.api.call(publishStorefront, { params: shop.params, body: {} });
  const { id } = await shop.api.call(requestBuild, { params: shop.params, body: {} });
  const params = { merchantId: shop.merchantId, buildId: id };
  return eventually(
    () => shop.api.call(getBuildById, { params }),
    ({ state }) => state !== 'queued',
  );
}

export function submission(shop: WorldShop, submissionId: string) {
  return shop.api.call(getSubmissionById, { params: { merchantId: shop.merchantId, submissionId } });
}

/** Builds and submits what the draft says. */
export async function submitted(shop: WorldShop, body: { note?: string; autoRelease?: boolean } = {}) {
  const build = await buildPackage(shop);
  return shop.api.call(submitBuild, {
    params: shop.params,
    body: { buildId: build.id, note: 'Browse without logging in.', autoRelease: true, ...body },
  });
}

/** Waits until a submission is in a state. */
export function reaches(shop: WorldShop, submissionId: string, state: string) {
  return eventually(
    () => submission(shop, submissionId),
    (current) => current.state === state,
  );
}
