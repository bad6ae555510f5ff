import { Controller } from '@nestjs/common';
import { BrandAdmin } from '#commerce/catalogue/brand-admin.js';
import { CategoryAdmin } from '#commerce/catalogue/category-admin.js';
import { CurrencyAdmin } from '#commerce/catalogue/currency-admin.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type Caller, CallerParam } from '../access/caller.js';
import * as contract from './catalogue.contract.js';

/** How a merchant sorts the goods, and in which money they are shown. */
@Controller()
export class CatalogueController {
  constructor(
    private readonly categories: CategoryAdmin,
    private readonly brands: BrandAdmin,
    private readonly currencies: CurrencyAdmin,
  ) {}

  @Endpoint(contract.listCategories)
  async listCategories(
    @Input() { params }: In<typeof contract.listCategories>,
  ): Promise<Out<typeof contract.listCategories>> {
    return { items: await this.categories.list(asId<TenantId>(params.merchantId)) };
  }

  @Endpoint(contract.createCategory)
  createCategory(
    @Input() { params, body }: In<typeof contract.createCategory>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof contract.createCategory>> {
    return this.categories.create(asId<TenantId>(params.merchantId), categoryOf(body), { actor, requestId });
  }

  @Endpoint(contract.changeCategory)
  changeCategory(
    @Input() { params, body }: In<typeof contract.changeCategory>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof contract.changeCategory>> {
    const { merchantId, categoryId } = params;
    return this.categories.change(asId<TenantId>(merchantId), categoryId, categoryOf(body), { actor, requestId });
  }

  @Endpoint(contract.deleteCategory)
  async deleteCategory(
    @Input() { params }: In<typeof contract.deleteCategory>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof contract.deleteCategory>> {
    await this.categories.delete(asId<TenantId>(params.merchantId), params.categoryId, { actor, requestId });
    return null;
  }

  @Endpoint(contract.listBrands)
  async listBrands(@Input() { params }: In<typeof contract.listBrands>): Promise<Out<typeof contract.listBrands>> {
    return { items: await this.brands.list(asId<TenantId>(params.merchantId)) };
  }

  @Endpoint(contract.createBrand)
  createBrand(
    @Input() { params, body }: In<typeof contract.createBrand>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof contract.createBrand>> {
    return this.brands.create(asId<TenantId>(params.merchantId), brandOf(body), { actor, requestId });
  }

  @Endpoint(contract.changeBrand)
  changeBrand(
    @Input() { params, body }: In<typeof contract.changeBrand>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof contract.changeBrand>> {
    const { merchantId, brandId } = params;
    return this.brands.change(asId<TenantId>(merchantId), brandId, brandOf(body), { actor, requestId });
  }

  @Endpoint(contract.deleteBrand)
  async deleteBrand(
    @Input() { params }: In<typeof contract.deleteBrand>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof contract.deleteBrand>> {
    await this.brands.delete(asId<TenantId>(params.merchantId), params.brandId, { actor, requestId });
    return null;
  }

  @Endpoint(contract.getCurrencies)
  async getCurrencies(
    @Input() { params }: In<typeof contract.getCurrencies>,
  ): Promise<Out<typeof contract.getCurrencies>> {
    return { currencies: await this.currencies.list(asId<TenantId>(params.merchantId)) };
  }

  @Endpoint(contract.setCurrencies)
  async setCurrencies(
    @Input() { params, body }: In<typeof contract.setCurrencies>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof contract.setCurrencies>> {
    const codes = body.currencies.map(({ code }) => code);
    const twin = codes.findIndex((code, place) => codes.indexOf(code) < place);
    if (twin >= 0) {
      const detail = { zh: '每种货币只能出现一次。', en: 'Name each currency once.' };
      throw new Problem('request.invalid', {
        errors: [{ pointer: `/currencies/${twin}/code`, code: 'repeated', detail }],
      });
    }
    const author = { actor, requestId };
    return { currencies: await this.currencies.replace(asId<TenantId>(params.merchantId), body.currencies, author) };
  }
}

function categoryOf({
  name,
  nameEn = null,
  parentId = null,
  imageUrl = null,
  position = 0,
}: In<typeof contract.createCategory>['body']) {
  return { name, nameEn, parentId, imageUrl, position };
}

function brandOf({ name, nameEn = null, logoUrl = null, position = 0 }: In<typeof contract.createBrand>['body']) {
  return { name, nameEn, logoUrl, position };
}
