import { ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { listApplets } from '../../services/control-plane/src/hosting/applets.contract.js';
import { getStorefront } from '../../services/control-plane/src/hosting/storefront.contract.js';
import { listTemplates } from '../../services/control-plane/src/hosting/templates.contract.js';
import { logIn } from '../../services/control-plane/src/identity/session.contract.js';
import { listMerchants } from '../../services/control-plane/src/merchants/merchants.contract.js';
import { createPreviewTicket } from '../../services/control-plane/src/player/preview-tickets.contract.js';
import type { Login } from './environment.js';

const LIFETIME_SECONDS = 7 * 24 * 3600;

/** A shop of the demo that runs in the browser. */
export interface DemoPreview {
  readonly vertical: string;
  readonly shop: string;
  /** Good for a week. */
  readonly address: string;
}

/** One shop of each line of business that the demo has, the first template first; empty when nothing can be shown. */
export async function demoPreviews(controlPlaneUrl: string, login: Login): Promise<DemoPreview[]> {
  const found = new Map<string, DemoPreview>();
  try {
    const api = await signedIn(new ApiClient({ baseUrl: controlPlaneUrl, timeoutMs: 5_000 }), login);
    const { items: templates } = await api.call(listTemplates, {});
    const { items: merchants } = await api.call(listMerchants, { query: { limit: 100, status: 'active' } });
    for (const { id: merchantId, name: shop } of merchants) {
      if (found.size === templates.length) break;
      const { items: applets } = await api.call(listApplets, { params: { merchantId } });
      const [applet] = applets.filter(({ state }) => state === 'authorised');
      if (!applet) continue;
      const params = { merchantId, appId: applet.appId };
      const templateId = await templateOf(api, params);
      const template = templates.find(({ id }) => id === templateId);
      if (!template || found.has(template.vertical)) continue;
      const ticket = await api.call(createPreviewTicket, { params, body: { lifetimeSeconds: LIFETIME_SECONDS } });
      found.set(template.vertical, { vertical: template.vertical, shop, address: ticket.url });
    }
  } catch {
    // The table does without: everything else in it works.
  }
  return [...found.values()].sort((one, other) => one.vertical.localeCompare(other.vertical));
}

/** Null: its storefront has not begun. */
async function templateOf(
  api: ApiClient,
  params: { readonly merchantId: string; readonly appId: string },
): Promise<string | null> {
  const found = await api.call(getStorefront, { params }).catch((error: unknown) => {
    if (error instanceof ProblemAnswer && error.status === 404) return null;
    throw error;
  });
  return found?.templateId ?? null;
}

async function signedIn(client: ApiClient, { email, password }: Login): Promise<ApiClient> {
  const response = await client.send(logIn, { body: { email, password } });
  await response.body?.cancel();
  return client.with({ cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' });
}
