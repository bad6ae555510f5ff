import { ApiClient } from '#kernel/http/client.js';
import { listApplets } from '../../services/control-plane/src/hosting/applets.contract.js';
import { logIn } from '../../services/control-plane/src/identity/session.contract.js';
import { listMerchants } from '../../services/control-plane/src/merchants/merchants.contract.js';
import { createPreviewTicket } from '../../services/control-plane/src/player/preview-tickets.contract.js';
import type { Login } from './environment.js';

const LIFETIME_SECONDS = 7 * 24 * 3600;

/** The address at which a shop of the demo runs in the browser, for a week; null when there is none. */
export async function demoPreview(controlPlaneUrl: string, login: Login): Promise<string | null> {
  try {
    const api = await signedIn(new ApiClient({ baseUrl: controlPlaneUrl, timeoutMs: 5_000 }), login);
    const { items: merchants } = await api.call(listMerchants, { query: { limit: 5 } });
    for (const { id: merchantId } of merchants) {
      const { items: applets } = await api.call(listApplets, { params: { merchantId } });
      const [applet] = applets.filter(({ state }) => state === 'authorised');
      if (!applet) continue;
      const params = { merchantId, appId: applet.appId };
      const ticket = await api.call(createPreviewTicket, { params, body: { lifetimeSeconds: LIFETIME_SECONDS } });
      return ticket.url;
    }
  } catch {
    // The table does without: everything else in it works.
  }
  return null;
}

async function signedIn(client: ApiClient, { email, password }: Login): Promise<ApiClient> {
  const response = await client.send(logIn, { body: { email, password } });
  await response.body?.cancel();
  return client.with({ cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' });
}
