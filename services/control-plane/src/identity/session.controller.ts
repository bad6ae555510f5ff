import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { Problem } from '#kernel/problems/problem.js';
import { CallerParam, type Caller } from '../access/caller.js';
import { CredentialsAcrossTenants } from '../access/credentials.repository.js';
import { clearSessionCookie, setSessionCookie } from '../access/session-cookie.js';
import { CONTROL_PLANE_SETTINGS, type ControlPlaneSettings } from '../control-plane-settings.js';
import { type Client, LogInService } from './log-in.service.js';
import { changePassword, logIn, logOut, whoAmI } from './session.contract.js';
import { SessionsAcrossTenants } from './sessions.repository.js';

@Controller()
export class SessionController {
  constructor(
    @Inject(CONTROL_PLANE_SETTINGS) private readonly settings: ControlPlaneSettings,
    private readonly service: LogInService,
    private readonly sessions: SessionsAcrossTenants,
    private readonly credentials: CredentialsAcrossTenants,
  ) {}

  @Endpoint(logIn)
  async logIn(
    @Input() { body }: In<typeof logIn>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Out<typeof logIn>> {
    const token = await this.service.logIn(body.email, body.password, clientOf(request));
    const identity = await this.credentials.findBySession(token, request.id);
    if (!identity) throw new Problem('auth.wrong_credentials');
    setSessionCookie(reply, token, this.settings.CONTROL_PLANE_URL);
    return this.describe(identity.caller);
  }

  @Endpoint(whoAmI)
  async whoAmI(@Input() _input: In<typeof whoAmI>, @CallerParam() caller: Caller): Promise<Out<typeof whoAmI>> {
    return this.describe(caller);
  }

  @Endpoint(logOut)
  async logOut(
    @Input() _input: In<typeof logOut>,
    @CallerParam() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Out<typeof logOut>> {
    if (caller.sessionHash) await this.sessions.close(caller.sessionHash);
    clearSessionCookie(reply, this.settings.CONTROL_PLANE_URL);
    return null;
  }

  @Endpoint(changePassword)
  async changePassword(
    @Input() { body }: In<typeof changePassword>,
    @CallerParam() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<Out<typeof changePassword>> {
    await this.service.changePassword(caller, body.currentPassword, body.newPassword, clientOf(request));
    return null;
  }

  private async describe(caller: Caller): Promise<Out<typeof whoAmI>> {
    const subject = caller.memberId ? await this.sessions.findSubject(caller.memberId) : null;
    return {
      kind: caller.kind,
      memberId: caller.memberId ?? null,
      email: subject?.email ?? null,
      name: subject?.name ?? ('name' in caller.actor ? caller.actor.name : ''),
      role: subject?.role ?? null,
      agencyId: caller.agencyId ?? null,
      merchantId: caller.tenantId ?? null,
      permissions: [...caller.permissions],
    };
  }
}

function clientOf(request: FastifyRequest): Client {
  return { ip: request.ip, userAgent: request.headers['user-agent'], requestId: request.id };
}
