import { Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Favourites } from '#commerce/favourites/favourites.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { languageOf } from '#kernel/http/problem-answer.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import { dropProduct, isFavouriteProduct, keepProduct, listFavouriteProducts } from './favourites.contract.js';

@Controller()
export class FavouritesController {
  constructor(private readonly favourites: Favourites) {}

  @Endpoint(listFavouriteProducts)
  async list(
    @Input() { query }: In<typeof listFavouriteProducts>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
    @Req() request: FastifyRequest,
  ): Promise<Out<typeof listFavouriteProducts>> {
    const page = { cursor: query.cursor, limit: query.limit, language: languageOf(request) };
    return toWire(await this.favourites.list(tenantId, shopperId, page));
  }

  @Endpoint(isFavouriteProduct)
  async has(
    @Input() { params }: In<typeof isFavouriteProduct>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof isFavouriteProduct>> {
    return { favourite: await this.favourites.has(tenantId, shopperId, params.productId) };
  }

  @Endpoint(keepProduct)
  async keep(
    @Input() { params }: In<typeof keepProduct>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof keepProduct>> {
    await this.favourites.keep(tenantId, shopperId, params.productId);
    return { favourite: true };
  }

  @Endpoint(dropProduct)
  async drop(
    @Input() { params }: In<typeof dropProduct>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof dropProduct>> {
    await this.favourites.drop(tenantId, shopperId, params.productId);
    return null;
  }
}
