import { Controller } from '@nestjs/common';
import { ComplaintAdmin } from '#commerce/complaints/complaint-admin.js';
import { ContentCheckAdmin } from '#commerce/content-checks/content-check-admin.js';
import { ShopperContacts } from '#commerce/profiles/shopper-contacts.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import {
  answerComplaint,
  completeComplaint,
  decideContent,
  getComplaint,
  getOrderShopper,
  listComplaints,
  listHeldContent,
} from './complaints.contract.js';

/** What the merchant's staff do about shoppers' words: answer complaints, decide what WeChat leaves open, call about an order. */
@Controller()
export class ComplaintsController {
  constructor(
    private readonly complaints: ComplaintAdmin,
    private readonly contents: ContentCheckAdmin,
    private readonly contacts: ShopperContacts,
  ) {}

  @Endpoint(listComplaints)
  async list(@Input() { params, query }: In<typeof listComplaints>): Promise<Out<typeof listComplaints>> {
    const { cursor, limit, open } = query;
    const rows = await this.complaints.list(asId<TenantId>(params.merchantId), open, idCursor(cursor), limit);
    return pageById(rows, limit, (row) => answer(row));
  }

  @Endpoint(getComplaint)
  async get(@Input() { params }: In<typeof getComplaint>): Promise<Out<typeof getComplaint>> {
    return answer(await this.complaints.get(asId<TenantId>(params.merchantId), params.complaintId));
  }

  @Endpoint(answerComplaint)
  async answer(
    @Input() { params, body }: In<typeof answerComplaint>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof answerComplaint>> {
    const { merchantId, complaintId } = params;
    const author = { actor, requestId };
    return answer(await this.complaints.answer(asId<TenantId>(merchantId), complaintId, body.text, author));
  }

  @Endpoint(completeComplaint)
  async complete(
    @Input() { params }: In<typeof completeComplaint>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof completeComplaint>> {
    const { merchantId, complaintId } = params;
    return answer(await this.complaints.complete(asId<TenantId>(merchantId), complaintId, { actor, requestId }));
  }

  @Endpoint(listHeldContent)
  async listHeld(@Input() { params, query }: In<typeof listHeldContent>): Promise<Out<typeof listHeldContent>> {
    const rows = await this.contents.listHeld(asId<TenantId>(params.merchantId), idCursor(query.cursor), query.limit);
    return pageById(rows, query.limit, toWire);
  }

  @Endpoint(decideContent)
  async decide(
    @Input() { params, body }: In<typeof decideContent>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof decideContent>> {
    const { merchantId, checkId } = params;
    await this.contents.decide(asId<TenantId>(merchantId), checkId, body.decision, { actor, requestId });
    return null;
  }

  @Endpoint(getOrderShopper)
  async shopper(@Input() { params }: In<typeof getOrderShopper>): Promise<Out<typeof getOrderShopper>> {
    return toWire(await this.contacts.ofOrder(asId<TenantId>(params.merchantId), params.orderId));
  }
}

function answer(complaint: Parameters<typeof toWire>[0]): Out<typeof getComplaint> {
  return toWire(complaint) as Out<typeof getComplaint>;
}
