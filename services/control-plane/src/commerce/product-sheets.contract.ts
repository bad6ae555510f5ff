import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import { Id, route, strict } from '#kernel/http/contract.js';

const access = { kind: 'member', permission: 'merchants:read' } as const;
const Format = Type.Enum(['csv', 'xlsx'], { default: 'xlsx' });
const File = Type.Unsafe<Buffer | Readable>({ type: 'string', format: 'binary' });

export const exportProducts = route({
  id: 'products.export',
  method: 'GET',
  path: '/api/merchants/:merchantId/products/export',
  summary: {
    zh: '导出商品（Shopify 商品表的列）；再次导入不会改变任何内容',
    en: 'All products, with the columns of Shopify’s product export; importing the file changes nothing',
  },
  access,
  params: strict({ merchantId: Id }),
  query: strict({ format: Format }),
  response: { 200: File },
});

export const getImportProblems = route({
  id: 'products.importProblems',
  method: 'GET',
  path: '/api/merchants/:merchantId/product-imports/:importId/problems',
  summary: {
    zh: '导入问题表：有问题的商品的全部行与逐行原因，修改后可直接再次导入',
    en: 'What could not be used, row by row with the reasons, and all rows of these products: mend it and import it again',
  },
  access,
  params: strict({ merchantId: Id, importId: Id }),
  query: strict({ format: Format }),
  response: { 200: File },
});
