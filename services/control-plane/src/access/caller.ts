import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Permission } from '#kernel/http/contract.js';
import type { AgencyId, MemberId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';

/** Who is calling and what they may do. An API key calls as its agency. */
export interface Caller {
  /** For audit entries and histories. */
  readonly actor: Actor;
  readonly kind: 'operator' | 'agency' | 'merchant';
  readonly permissions: ReadonlySet<Permission>;
  /** The member who logged in; absent for an API key. */
  readonly memberId?: MemberId;
  /** SHA-256 of the session's token; absent for an API key. */
  readonly sessionHash?: Buffer;
  /** Set for kind `agency` only. */
  readonly agencyId?: AgencyId;
  /** Set for kind `merchant` only. */
  readonly tenantId?: TenantId;
  /** For audit entries and log lines. */
  readonly requestId: string;
}

/** The part of a caller that an audit entry keeps. */
export type Author = Pick<Caller, 'actor' | 'requestId'>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access gate before the body is read; null on public routes. */
    caller: Caller | null;
  }
}

/** The caller of an endpoint whose contract says `access: { kind: 'member' }`. */
export const CallerParam = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!caller) throw new Problem('auth.required');
  return caller;
});
