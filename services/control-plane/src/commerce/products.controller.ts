import { Readable } from 'node:stream';
import { Controller } from '@nestjs/common';
import { ImportReader } from '#commerce/catalogue/import-reader.js';
import { ProductAdmin } from '#commerce/catalogue/product-admin.js';
import { ProductBulk } from '#commerce/catalogue/product-bulk.js';
import { parseProducts } from '#commerce/catalogue/product-file.js';
import { ProductImporter } from '#commerce/catalogue/product-importer.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type ProductId, type SkuId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { containsPattern, idCursor, pageById } from '../data/id-page.js';
import {
  changeProduct,
  changeProducts,
  changeSku,
  getProduct,
  getProductImport,
  importProducts,
  listProducts,
} from './products.contract.js';

@Controller()
export class ProductsController {
  constructor(
    private readonly importer: ProductImporter,
    private readonly imports: ImportReader,
    private readonly products: ProductAdmin,
    private readonly bulk: ProductBulk,
    private readonly broadcast: Broadcast,
  ) {}

  @Endpoint(importProducts)
  async import(
    @Input() { params, query, body }: In<typeof importProducts>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof importProducts>> {
    if (!(body instanceof Readable)) throw new Problem('request.unsupported_media_type');
    const tenantId = asId<TenantId>(params.merchantId);
    const parsed = await parseProducts(body);
    const result = await this.importer.import(tenantId, parsed, { dryRun: query.dryRun, actor, requestId });
    if (!query.dryRun) await this.broadcast.publish('catalogue', tenantId);
    return toWire(result);
  }

  @Endpoint(getProductImport)
  async getImport(@Input() { params }: In<typeof getProductImport>): Promise<Out<typeof getProductImport>> {
    return toWire(await this.imports.get(asId<TenantId>(params.merchantId), params.importId));
  }

  @Endpoint(listProducts)
  async list(@Input() { params, query }: In<typeof listProducts>): Promise<Out<typeof listProducts>> {
    const rows = await this.products.list(asId<TenantId>(params.merchantId), {
      after: idCursor(query.cursor),
      limit: query.limit,
      search: query.q === undefined ? null : containsPattern(query.q),
      state: query.state ?? null,
      categoryId: query.categoryId ?? null,
      brandId: query.brandId ?? null,
    });
    return pageById(rows, query.limit, toWire);
  }

  @Endpoint(getProduct)
  async get(@Input() { params }: In<typeof getProduct>): Promise<Out<typeof getProduct>> {
    return toWire(await this.products.get(asId<TenantId>(params.merchantId), params.productId));
  }

  @Endpoint(changeProduct)
  async change(
    @Input() { params, body }: In<typeof changeProduct>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof changeProduct>> {
    const { merchantId, productId } = params;
    return toWire(
      await this.products.change(asId<TenantId>(merchantId), asId<ProductId>(productId), body, { actor, requestId }),
    );
  }

  @Endpoint(changeSku)
  async changeSku(
    @Input() { params, body }: In<typeof changeSku>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof changeSku>> {
    const { merchantId, skuId } = params;
    return toWire(
      await this.products.changeSku(asId<TenantId>(merchantId), asId<SkuId>(skuId), body, { actor, requestId }),
    );
  }

  @Endpoint(changeProducts)
  async changeMany(
    @Input() { params, headers, body }: In<typeof changeProducts>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof changeProducts>> {
    const request = { ...body, key: headers['idempotency-key'] };
    return this.bulk.change(asId<TenantId>(params.merchantId), request, { actor, requestId });
  }
}
