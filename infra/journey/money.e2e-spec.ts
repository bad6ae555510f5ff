import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSystem, type System } from '#infra/embedded/system.js';
import { prepareJourney } from './journey-input.js';
import { travel } from './station.js';
import { authorise } from './stations/authorise.js';
import { configure } from './stations/configure.js';
import { importClients } from './stations/import-clients.js';
import { importGoods } from './stations/import-products.js';
import { payAccounts } from './stations/pay-accounts.js';
import { reconcile } from './stations/reconcile.js';
import { build } from './stations/release.js';
import { browse, fillCart, logInAsShopper, order, pay, refund } from './stations/shop.js';
import { signIn } from './stations/sign-in.js';
import { templateLibrary } from './stations/template-library.js';

/** The road of the money alone: paid directly and through a partner, given back, held against WeChat's bills. */
test('what is paid and given back, directly and through a partner, agrees with WeChat’s bills', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'xiaopu-money-'));
  let system: System | undefined;
  try {
    system = await startSystem({ dataDir, ports: 'random', durable: false });
    const journey = prepareJourney(
      {
        controlPlaneUrl: system.urls.controlPlane,
        runtimeUrl: system.urls.runtime,
        sandboxUrl: system.urls.sandbox,
        accounts: { operator: system.logins.operator, agency: { name: 'Money agency', ...system.logins.agency } },
      },
      undefined,
      [],
    );
    const shopping = [logInAsShopper, browse, fillCart, order, pay, refund];
    const reports = await travel(
      [
        signIn,
        importClients,
        authorise,
        importGoods,
        payAccounts,
        templateLibrary,
        configure,
        build,
        ...shopping,
        reconcile,
      ],
      journey,
      () => undefined,
    );

    expect(reports.filter(({ result }) => result === 'failed')).toEqual([]);
    const last = reports.at(-1);
    expect(last?.remark).toContain('1 difference(s) repaired');
    process.stdout.write(`${last?.remark} in ${last?.seconds} s\n`);
  } finally {
    await system?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 240_000);
