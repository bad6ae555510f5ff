import { getProductImport, importProducts } from '../../../services/control-plane/src/commerce/products.contract.js';
import type { JourneyContext, Traveller } from '../journey-context.js';
import { each, expectThat, type Station, until } from '../station.js';

/** Every merchant gets one of the product lists; what cannot be fetched now is a warning and is fetched later. */
export const importGoods: Station<JourneyContext> = {
  name: 'products imported',
  async run(context, progress) {
    let products = 0;
    let skus = 0;
    let done = 0;
    const warnings: string[] = [];
    await each(context.travellers, async (traveller, index) => {
      const report = await importList(context, traveller, index);
      products += report.products;
      skus += report.skus;
      warnings.push(...report.warnings);
      progress(++done, context.travellers.length, traveller.name);
    });
    const lists = new Set(context.productLists.map(({ name }) => name));
    return {
      count: products,
      remark: `${products} products with ${skus} variants from ${[...lists].join(', ')}`,
      warnings,
    };
  },
};

async function importList({ agency, productLists }: JourneyContext, traveller: Traveller, index: number) {
  const list = productLists[index % productLists.length];
  expectThat(list !== undefined, 'There is no product list.');
  const { merchantId, name } = traveller;
  const params = { merchantId };
  const body = new Uint8Array(list.bytes);
  const report = await agency.call(importProducts, { params, body });
  expectThat(report.products > 0, `${name}: ${list.name} brought no product.`);
  const again = await agency.call(importProducts, { params, body });
  expectThat(again.created === 0 && again.updated === 0, `${name}: importing ${list.name} again changed something.`);

  const settled = await until(
    async () => {
      // An image belongs to the newest import that named it.
      const current = await agency.call(getProductImport, { params: { merchantId, importId: again.id } });
      return current.images.pending === 0 ? current : null;
    },
    { seconds: 120, sentence: () => `${name}: the pictures of ${list.name} were not tried within two minutes.` },
  );
  return {
    products: report.products,
    skus: report.skus,
    warnings: [
      ...report.issues.map(
        ({ row, column, value, reason }) => `${name}, ${list.name} row ${row}, ${column} "${value}": ${reason.en}`,
      ),
      ...settled.imageWarnings.map(
        ({ row, source, error }) =>
          `${name}, ${list.name} row ${row}: picture ${source} ${error}; it will be tried again`,
      ),
    ],
  };
}
