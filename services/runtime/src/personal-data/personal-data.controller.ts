import { Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Buyer } from '#commerce/orders/order-placement.js';
import { blockerTexts } from '#commerce/personal-data/personal-blockers.js';
import { type DeletionView, PersonalData } from '#commerce/personal-data/personal-data.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { languageOf } from '#kernel/http/problem-answer.js';
import { toWire } from '#kernel/http/wire.js';
import type { Language } from '#kernel/problems/problem.js';
import { ShopperParam } from '../access/visitor.js';
import { exportPersonalData, getDeletion, requestDeletion, withdrawDeletion } from './personal-data.contract.js';

/** What a shopper may ask of a shop about themselves. */
@Controller()
export class PersonalDataController {
  constructor(private readonly personal: PersonalData) {}

  @Endpoint(exportPersonalData)
  async export(
    @Input() _: In<typeof exportPersonalData>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof exportPersonalData>> {
    const data = await this.personal.export(tenantId, shopperId);
    return toWire({ exportedAt: new Date(), data }) as Out<typeof exportPersonalData>;
  }

  @Endpoint(getDeletion)
  async deletion(
    @Input() _: In<typeof getDeletion>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
    @Req() request: FastifyRequest,
  ): Promise<Out<typeof getDeletion>> {
    return answer(await this.personal.view(tenantId, shopperId), languageOf(request));
  }

  @Endpoint(requestDeletion)
  async request(
    @Input() _: In<typeof requestDeletion>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
    @Req() request: FastifyRequest,
  ): Promise<Out<typeof requestDeletion>> {
    return answer(await this.personal.request(tenantId, shopperId), languageOf(request));
  }

  @Endpoint(withdrawDeletion)
  async withdraw(
    @Input() _: In<typeof withdrawDeletion>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
    @Req() request: FastifyRequest,
  ): Promise<Out<typeof withdrawDeletion>> {
    return answer(await this.personal.withdraw(tenantId, shopperId), languageOf(request));
  }
}

function answer({ blockers, ...view }: DeletionView, language: Language): Out<typeof getDeletion> {
  return toWire({ ...view, blockers: blockers.map((code) => ({ code, sentence: blockerTexts[code][language] })) });
}
