import { Controller } from '@nestjs/common';
import type { Static } from 'typebox';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { CallerParam, type Caller } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import {
  changeMerchant,
  createMerchant,
  getMerchant,
  listMerchants,
  type Merchant as MerchantResponse,
  resumeMerchant,
  suspendMerchant,
} from './merchants.contract.js';
import type { Merchant, MerchantData } from './merchants.repository.js';
import { MerchantsService } from './merchants.service.js';

@Controller()
export class MerchantsController {
  constructor(private readonly merchants: MerchantsService) {}

  @Endpoint(createMerchant)
  async create(
    @Input() { body }: In<typeof createMerchant>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof createMerchant>> {
    const { agencyId, ...fields } = body;
    return toResponse(await this.merchants.create(caller, { ...nothingKnown, ...trimmed(fields) }, agencyId));
  }

  @Endpoint(listMerchants)
  async list(
    @Input() { query }: In<typeof listMerchants>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof listMerchants>> {
    const { q, status = null, agencyId, cursor, limit } = query;
    const rows = await this.merchants.list(caller, { q, status, agencyId }, idCursor(cursor), limit + 1);
    return pageById(rows, limit, toResponse);
  }

  @Endpoint(getMerchant)
  async get(@Input() { params }: In<typeof getMerchant>): Promise<Out<typeof getMerchant>> {
    return toResponse(await this.merchants.get(asId<TenantId>(params.merchantId)));
  }

  @Endpoint(changeMerchant)
  async change(
    @Input() { params, body }: In<typeof changeMerchant>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof changeMerchant>> {
    return toResponse(await this.merchants.change(caller, asId<TenantId>(params.merchantId), trimmed(body)));
  }

  @Endpoint(suspendMerchant)
  async suspend(
    @Input() { params }: In<typeof suspendMerchant>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof suspendMerchant>> {
    return toResponse(await this.merchants.setStatus(caller, asId<TenantId>(params.merchantId), 'suspended'));
  }

  @Endpoint(resumeMerchant)
  async resume(
    @Input() { params }: In<typeof resumeMerchant>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof resumeMerchant>> {
    return toResponse(await this.merchants.setStatus(caller, asId<TenantId>(params.merchantId), 'active'));
  }
}

const nothingKnown = {
  contactName: null,
  contactEmail: null,
  contactPhone: null,
  creditCode: null,
  wantedAppId: null,
} satisfies Partial<MerchantData>;

/** Names without surrounding blanks, as the import stores them. */
function trimmed<Fields extends { name?: string; contactName?: string | null }>(fields: Fields): Fields {
  const { name, contactName } = fields;
  return { ...fields, ...(name && { name: name.trim() }), ...(contactName && { contactName: contactName.trim() }) };
}

function toResponse({ createdAt, updatedAt, ...merchant }: Merchant): Static<typeof MerchantResponse> {
  return { ...merchant, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
