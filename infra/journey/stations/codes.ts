import { createCodes, getCodePicture, listCodes } from '../../../services/control-plane/src/commerce/codes.contract.js';
import { listProducts } from '../../../services/control-plane/src/commerce/products.contract.js';
import { resolveCode } from '../../../services/runtime/src/codes/codes.contract.js';
import { getProduct } from '../../../services/runtime/src/shop-window/shop-window.contract.js';
import { ProblemAnswer } from '#kernel/http/client.js';
import type { JourneyContext } from '../journey-context.js';
import { expectThat, type Station, until } from '../station.js';

const TABLES = ['1', '2', '3'];
const COUPON = 'NEW10';
/** Under which name the template finds what each kind of code stands for. */
const members = { product: 'productId', table: 'table', store: 'store', coupon: 'coupon' } as const;

/** A merchant prints codes; a stranger scans one in the store and stands before the product, without any log-in. */
export const scanCodes: Station<JourneyContext> = {
  name: 'a code scanned in a store',
  async run({ agency, runtime, sandbox, travellers }) {
    const [traveller, neighbour] = travellers;
    expectThat(traveller !== undefined, 'There is no merchant whose codes could be scanned.');
    const { merchantId, appId, name } = traveller;
    const params = { merchantId, appId };
    const goods = await agency.call(listProducts, { params: { merchantId }, query: { limit: 1, state: 'active' } });
    const productId = goods.items[0]?.id ?? '';
    const tables = TABLES.map((target) => ({ kind: 'table' as const, target, params: { store: name } }));
    const others = [
      { kind: 'product' as const, target: productId },
      { kind: 'store' as const, target: name },
      { kind: 'coupon' as const, target: COUPON },
    ];
    const body = { codes: [...others, ...tables] };
    const wanted = (await agency.call(createCodes, { params, body })).items.map(({ id }) => id);
    const made = await until(
      async () => {
        const { items } = await agency.call(listCodes, { params, query: { limit: 100 } });
        const ours = items.filter(({ id }) => wanted.includes(id));
        return ours.every(({ picture }) => picture === 'made') ? ours : null;
      },
      { seconds: 60, sentence: () => `${name}: WeChat has not made the pictures of the codes within a minute.` },
    );
    for (const code of made) {
      const picture = await agency.send(getCodePicture, { params: { merchantId, codeId: code.id } });
      const opened = await sandbox.scan(await picture.arrayBuffer());
      expectThat(opened.appid === appId, `${name}: the printed code opens ${opened.appid}.`);
      const scanned = /^s=([0-9A-Za-z]{4,10})$/.exec(decodeURIComponent(opened.scene))?.[1] ?? '';
      const target = await runtime.call(resolveCode, { params: { appId, code: scanned } });
      const found = target.query[members[code.kind]];
      expectThat(
        target.kind === code.kind && found === code.target,
        `${name}: the code of ${code.label} leads to ${found ?? 'nowhere'}.`,
      );
      if (neighbour) await expectUnknown(runtime, neighbour.appId, scanned);
    }
    const product = await runtime.call(getProduct, { params: { appId, productId } });
    return {
      count: made.length,
      remark: `${product.title}, ${TABLES.length} tables, the store and a coupon, each scanned from its picture`,
    };
  },
};

async function expectUnknown(runtime: JourneyContext['runtime'], appId: string, code: string): Promise<void> {
  const status = await runtime.call(resolveCode, { params: { appId, code } }).then(
    () => 200,
    (error: unknown) => (error instanceof ProblemAnswer ? error.status : 0),
  );
  expectThat(status === 404, `A code of one shop was answered ${status} by another.`);
}
