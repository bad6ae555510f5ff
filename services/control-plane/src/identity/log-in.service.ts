import { Injectable } from '@nestjs/common';
import { Problem } from '#kernel/problems/problem.js';
import type { Caller } from '../access/caller.js';
import { LoginFailuresAcrossTenants } from './login-failures.repository.js';
import { hashPassword, passwordMatches } from './passwords.js';
import { SessionsAcrossTenants } from './sessions.repository.js';

export interface Client {
  readonly ip: string;
  readonly userAgent: string | undefined;
  readonly requestId: string;
}

/** Passwords: checked under a throttle, changed by their owner. */
@Injectable()
export class LogInService {
  constructor(
    private readonly sessions: SessionsAcrossTenants,
    private readonly failures: LoginFailuresAcrossTenants,
  ) {}

  /**
   * @returns the token of a new session
   * @throws Problem auth.wrong_credentials, auth.throttled
   */
  async logIn(email: string, password: string, client: Client): Promise<string> {
    const address = email.trim().toLowerCase();
    const attempt = await this.failures.begin(address, client.ip);
    const login = await this.sessions.findLogin(address);
    const isRight = await passwordMatches(login?.passwordHash ?? null, password);
    if (!login || !isRight) throw new Problem('auth.wrong_credentials');
    await this.failures.succeed(attempt);
    const actor = { kind: 'member', id: login.memberId, name: login.name } as const;
    return this.sessions.open(login, { actor, requestId: client.requestId }, client);
  }

  /** @throws Problem auth.session_required, auth.wrong_password, auth.throttled */
  async changePassword(caller: Caller, current: string, next: string, client: Client): Promise<void> {
    const { memberId, sessionHash } = caller;
    if (!memberId || !sessionHash) throw new Problem('auth.session_required');
    const attempt = await this.failures.begin(`member ${memberId}`, client.ip);
    const isRight = await passwordMatches(await this.sessions.findPasswordHash(memberId), current);
    if (!isRight)
      throw new Problem('auth.wrong_password', { errors: [{ pointer: '/currentPassword', code: 'wrong' }] });
    await this.failures.succeed(attempt);
    const passwordHash = await hashPassword(next);
    await this.sessions.changePassword(memberId, passwordHash, sessionHash, caller.agencyId ?? null, caller);
  }
}
