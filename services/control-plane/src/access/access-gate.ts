import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { asId, type TenantId, UUID_PATTERN } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { CONTROL_PLANE_SETTINGS, type ControlPlaneSettings } from '../control-plane-settings.js';
import type { Caller } from './caller.js';
import { CredentialsAcrossTenants, type Identity } from './credentials.repository.js';
import { refuseCrossSite } from './cross-site.js';
import { SESSION_COOKIE } from './session-cookie.js';
import { TenantsAcrossTenants } from './tenants.repository.js';

const uuid = new RegExp(UUID_PATTERN);

/**
 * The one door. It stands before validation and before the body is read, so that a stranger learns nothing about inputs and
 * sends nothing that is kept. A merchant or agency that is not the caller's does not exist for them: 404, never 403.
 */
@Injectable()
export class AccessGate {
  constructor(
    @Inject(CONTROL_PLANE_SETTINGS) private readonly settings: ControlPlaneSettings,
    private readonly credentials: CredentialsAcrossTenants,
    private readonly tenants: TenantsAcrossTenants,
  ) {}

  /** @throws Problem auth.required, auth.forbidden, request.cross_site, agency.* and merchant.* */
  async admit(request: FastifyRequest, { access, id }: RouteDefinition): Promise<void> {
    refuseCrossSite(request, this.settings.CONTROL_PLANE_URL);
    if (access.kind === 'public') return;
    if (access.kind === 'shopper') throw new Error(`${id} is a shopper's route: it belongs into the runtime.`);
    const identity = await this.identify(request);
    if (!identity) throw new Problem('auth.required');
    const { caller } = identity;
    request.caller = caller;
    request.tenantId = caller.tenantId ?? null;
    if (access.permission !== 'any') {
      refuseSuspended(identity);
      if (!caller.permissions.has(access.permission)) {
        throw new Problem('auth.forbidden', { params: { permission: access.permission } });
      }
    }
    const { agencyId, merchantId } = request.params as { agencyId?: string; merchantId?: string };
    if (agencyId !== undefined) await this.admitToAgency(caller, agencyId);
    if (merchantId !== undefined) {
      const isManaging = access.permission === 'merchants:write' || isRead(request);
      request.tenantId = await this.admitToMerchant(caller, merchantId, isManaging);
    }
  }

  private async identify(request: FastifyRequest): Promise<Identity | null> {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [, secret] = /^Bearer (xp_[\w-]{20,100})$/i.exec(authorization) ?? [];
      return secret === undefined ? null : this.credentials.findByApiKey(secret, request.id);
    }
    const token = request.cookies[SESSION_COOKIE];
    return token === undefined ? null : this.credentials.findBySession(token, request.id);
  }

  private async admitToAgency(caller: Caller, agencyId: string): Promise<void> {
    const isTheirs = caller.kind === 'operator' || caller.agencyId === agencyId;
    if (!isTheirs || !uuid.test(agencyId) || !(await this.tenants.agencyExists(agencyId))) {
      throw new Problem('agency.not_found');
    }
  }

  /** @param isManaging the shop is only looked at, or its master data changed: possible while it is suspended */
  private async admitToMerchant(caller: Caller, merchantId: string, isManaging: boolean): Promise<TenantId> {
    const merchant = uuid.test(merchantId) ? await this.tenants.findMerchant(merchantId) : null;
    const isTheirs =
      caller.kind === 'operator' || caller.agencyId === merchant?.agencyId || caller.tenantId === merchantId;
    if (!merchant || !isTheirs) throw new Problem('merchant.not_found');
    if (merchant.status === 'suspended' && !isManaging) throw new Problem('merchant.suspended');
    return asId<TenantId>(merchantId);
  }
}

function isRead(request: FastifyRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

/** Members of a suspended agency or merchant can still see who they are and log out. */
function refuseSuspended({ agencyStatus, merchantStatus }: Identity): void {
  if (agencyStatus === 'suspended') throw new Problem('agency.suspended');
  if (merchantStatus === 'suspended') throw new Problem('merchant.suspended');
}
