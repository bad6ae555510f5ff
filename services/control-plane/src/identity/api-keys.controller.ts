import { Controller } from '@nestjs/common';
import type { Static } from 'typebox';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { type AgencyId, type ApiKeyId, asId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { CallerParam, type Caller } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import { type ApiKey as ApiKeyResponse, createApiKey, listApiKeys, revokeApiKey } from './api-keys.contract.js';
import { type ApiKey, ApiKeysAcrossTenants } from './api-keys.repository.js';

@Controller()
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysAcrossTenants,
    private readonly broadcast: Broadcast,
  ) {}

  @Endpoint(createApiKey)
  async create(
    @Input() { body }: In<typeof createApiKey>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof createApiKey>> {
    if (!caller.memberId) throw new Problem('auth.session_required');
    const key = await this.keys.create(agencyOf(caller), caller.memberId, body, caller);
    return { ...toResponse(key), secret: key.secret };
  }

  @Endpoint(listApiKeys)
  async list(
    @Input() { query }: In<typeof listApiKeys>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof listApiKeys>> {
    const rows = await this.keys.list(agencyOf(caller), idCursor(query.cursor), query.limit + 1);
    return pageById(rows, query.limit, toResponse);
  }

  @Endpoint(revokeApiKey)
  async revoke(
    @Input() { params }: In<typeof revokeApiKey>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof revokeApiKey>> {
    await this.keys.revoke(agencyOf(caller), asId<ApiKeyId>(params.keyId), caller);
    await this.broadcast.publish('credential', params.keyId);
    return null;
  }
}

/** @throws Problem auth.agency_only: operators have no agency whose key it could be */
function agencyOf({ agencyId }: Caller): AgencyId {
  if (!agencyId) throw new Problem('auth.agency_only');
  return agencyId;
}

function toResponse(key: ApiKey): Static<typeof ApiKeyResponse> {
  const { id, name, prefix, scopes, createdAt, lastUsedAt, revokedAt } = key;
  return {
    id,
    name,
    prefix,
    scopes,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
