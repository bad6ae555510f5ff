import { Controller } from '@nestjs/common';
import { DiningTables } from '#commerce/dining/dining-tables.js';
import { Kitchen } from '#commerce/dining/kitchen.js';
import { ModifierGroups } from '#commerce/dining/modifier-groups.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import {
  assignModifierGroups,
  changeModifier,
  changeTable,
  createModifierGroup,
  createTableCodes,
  createTables,
  getTableBill,
  listKitchen,
  listModifierGroups,
  listTables,
  moveTicket,
  removeModifierGroup,
  removeTable,
  replaceModifierGroup,
} from './dining.contract.js';

/** The restaurant behind the counter: tables, extras, kitchen. */
@Controller()
export class DiningController {
  constructor(
    private readonly tables: DiningTables,
    private readonly groups: ModifierGroups,
    private readonly kitchen: Kitchen,
  ) {}

  @Endpoint(listTables)
  async listTables(@Input() { params }: In<typeof listTables>): Promise<Out<typeof listTables>> {
    return { items: toWire(await this.tables.list(tenant(params))) };
  }

  @Endpoint(createTables)
  async createTables(
    @Input() { params, body }: In<typeof createTables>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createTables>> {
    const wishes = body.tables.map(({ area = '', name, seats }) => ({ area: area.trim(), name: name.trim(), seats }));
    return { items: toWire(await this.tables.create(tenant(params), wishes, { actor, requestId })) };
  }

  @Endpoint(changeTable)
  async changeTable(
    @Input() { params, body }: In<typeof changeTable>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof changeTable>> {
    const change = { ...body, area: body.area?.trim(), name: body.name?.trim() };
    return toWire(await this.tables.change(tenant(params), params.tableId, change, { actor, requestId }));
  }

  @Endpoint(removeTable)
  async removeTable(
    @Input() { params }: In<typeof removeTable>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof removeTable>> {
    await this.tables.remove(tenant(params), params.tableId, { actor, requestId });
    return null;
  }

  @Endpoint(createTableCodes)
  async createCodes(
    @Input() { params }: In<typeof createTableCodes>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createTableCodes>> {
    const codes = await this.tables.codesOf(tenant(params), asId<AppId>(params.appId), { actor, requestId });
    return { items: codes.map((code) => toWire(code) as Out<typeof createTableCodes>['items'][number]) };
  }

  @Endpoint(getTableBill)
  async bill(@Input() { params }: In<typeof getTableBill>): Promise<Out<typeof getTableBill>> {
    const tickets = await this.kitchen.ofTable(tenant(params), params.tableId);
    return { items: toWire(tickets), totalFen: tickets.reduce((sum, ticket) => sum + ticket.totalFen, 0) };
  }

  @Endpoint(listModifierGroups)
  async listGroups(@Input() { params }: In<typeof listModifierGroups>): Promise<Out<typeof listModifierGroups>> {
    return { items: toWire(await this.groups.list(tenant(params))) };
  }

  @Endpoint(createModifierGroup)
  async createGroup(
    @Input() { params, body }: In<typeof createModifierGroup>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createModifierGroup>> {
    return toWire(await this.groups.create(tenant(params), checked(body), { actor, requestId }));
  }

  @Endpoint(replaceModifierGroup)
  async replaceGroup(
    @Input() { params, body }: In<typeof replaceModifierGroup>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof replaceModifierGroup>> {
    return toWire(await this.groups.replace(tenant(params), params.groupId, checked(body), { actor, requestId }));
  }

  @Endpoint(removeModifierGroup)
  async removeGroup(
    @Input() { params }: In<typeof removeModifierGroup>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof removeModifierGroup>> {
    await this.groups.remove(tenant(params), params.groupId, { actor, requestId });
    return null;
  }

  @Endpoint(changeModifier)
  async changeModifier(
    @Input() { params, body }: In<typeof changeModifier>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof changeModifier>> {
    return toWire(await this.groups.setSoldOut(tenant(params), params.modifierId, body.soldOut, { actor, requestId }));
  }

  @Endpoint(assignModifierGroups)
  async assign(
    @Input() { params, body }: In<typeof assignModifierGroups>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof assignModifierGroups>> {
    const groups = await this.groups.assign(tenant(params), params.productId, body.groupIds, { actor, requestId });
    return { items: toWire(groups) };
  }

  @Endpoint(listKitchen)
  async list(@Input() { params, query }: In<typeof listKitchen>): Promise<Out<typeof listKitchen>> {
    const states = query.state === undefined ? (['waiting', 'accepted', 'ready'] as const) : [query.state];
    const filter = { states, after: idCursor(query.cursor), limit: query.limit };
    return pageById(await this.kitchen.list(tenant(params), filter), query.limit, toWire);
  }

  @Endpoint(moveTicket)
  async move(
    @Input() { params, body }: In<typeof moveTicket>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof moveTicket>> {
    return toWire(await this.kitchen.move(tenant(params), params.orderId, body.state, { actor, requestId }));
  }
}

function tenant({ merchantId }: { readonly merchantId: string }): TenantId {
  return asId<TenantId>(merchantId);
}

/** What a schema cannot say: the counts fit each other and the modifiers, and no name stands twice. */
function checked<Wish extends { name: string; minChoices: number; maxChoices: number; modifiers: { name: string }[] }>(
  wish: Wish,
): Wish {
  const { minChoices, maxChoices, modifiers } = wish;
  const errors: ProblemFault[] = [];
  if (minChoices > maxChoices)
    errors.push({
      pointer: '/minChoices',
      code: 'range',
      detail: { zh: '不能大于最多可选数', en: 'must not exceed maxChoices' },
    });
  if (maxChoices > modifiers.length)
    errors.push({
      pointer: '/maxChoices',
      code: 'range',
      detail: { zh: '不能大于选项个数', en: 'must not exceed the number of modifiers' },
    });
  for (const [index, { name }] of modifiers.entries()) {
    if (modifiers.findIndex((other) => other.name.trim() === name.trim()) < index)
      errors.push({
        pointer: `/modifiers/${index}/name`,
        code: 'repeated',
        detail: { zh: '名称重复', en: 'stands twice' },
      });
  }
  if (errors.length > 0) throw new Problem('request.invalid', { errors });
  return {
    ...wish,
    name: wish.name.trim(),
    modifiers: modifiers.map((modifier) => ({ ...modifier, name: modifier.name.trim() })),
  };
}
