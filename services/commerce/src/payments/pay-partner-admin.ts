import { Injectable } from '@nestjs/common';
import { Problem } from '#kernel/problems/problem.js';
import { AccountProof } from '#kernel/wechat/pay/account-proof.js';
import { type EnteredKeys, prove, readKeys } from './entered-account.js';
import { type PayPartner, PayPartnersAcrossTenants } from './pay-partners.repository.js';

/** The platform's own account as a partner; for operators. */
@Injectable()
export class PayPartnerAdmin {
  constructor(
    private readonly partners: PayPartnersAcrossTenants,
    private readonly proof: AccountProof,
  ) {}

  /** @throws Problem pay_partner.missing */
  async get(): Promise<MaskedPartner> {
    const partner = await this.partners.active();
    if (!partner) throw new Problem('pay_partner.missing');
    return maskPartner(partner);
  }

  /** @throws Problem payment_account.invalid pointing at each field, and WeChat Pay's when it cannot be asked */
  async save(
    entered: EnteredKeys & { readonly appId: string },
  ): Promise<{ before: MaskedPartner | null; after: MaskedPartner }> {
    const before = await this.partners.active();
    const partner: PayPartner = { ...readKeys(entered), appId: entered.appId };
    await prove(this.proof.faultOfPartner(partner));
    await this.partners.save(partner);
    return { before: before && maskPartner(before), after: maskPartner(partner) };
  }
}

export type MaskedPartner = ReturnType<typeof maskPartner>;

function maskPartner({ mchId, appId, serialNo, platformPublicKeyId, acceptsCertificates }: PayPartner) {
  return {
    mchId,
    appId,
    serialNo,
    platformPublicKeyId: platformPublicKeyId ?? null,
    acceptsCertificates: acceptsCertificates === true,
    hasPrivateKey: true as const,
    hasApiV3Key: true as const,
  };
}
