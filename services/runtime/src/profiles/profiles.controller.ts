import { Controller } from '@nestjs/common';
import type { Buyer } from '#commerce/orders/order-placement.js';
import { PhoneNumbers } from '#commerce/profiles/phone-numbers.js';
import { Profiles } from '#commerce/profiles/profiles.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import { getProfile, removeAvatar, removePhone, setNickname, setPhone } from './profiles.contract.js';

@Controller()
export class ProfilesController {
  constructor(
    private readonly profiles: Profiles,
    private readonly phones: PhoneNumbers,
  ) {}

  @Endpoint(getProfile)
  async get(@Input() _: In<typeof getProfile>, @ShopperParam() buyer: Buyer): Promise<Out<typeof getProfile>> {
    return toWire(await this.profiles.view(buyer));
  }

  @Endpoint(setNickname)
  async nickname(
    @Input() { body }: In<typeof setNickname>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof setNickname>> {
    return toWire(await this.profiles.setNickname(buyer, body.nickname));
  }

  @Endpoint(setPhone)
  async phone(@Input() { body }: In<typeof setPhone>, @ShopperParam() buyer: Buyer): Promise<Out<typeof setPhone>> {
    return { phone: await this.phones.save(buyer, body.code) };
  }

  @Endpoint(removePhone)
  async removePhone(
    @Input() _: In<typeof removePhone>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof removePhone>> {
    await this.phones.remove(buyer);
    return null;
  }

  @Endpoint(removeAvatar)
  async removeAvatar(
    @Input() _: In<typeof removeAvatar>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof removeAvatar>> {
    await this.profiles.removeAvatar(buyer);
    return null;
  }
}
