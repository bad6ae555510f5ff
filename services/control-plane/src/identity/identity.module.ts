import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysAcrossTenants } from './api-keys.repository.js';
import { LogInService } from './log-in.service.js';
import { LoginFailuresAcrossTenants } from './login-failures.repository.js';
import { MembersController } from './members.controller.js';
import { MembersAcrossTenants } from './members.repository.js';
import { MembersService } from './members.service.js';
import { SessionController } from './session.controller.js';
import { SessionsAcrossTenants } from './sessions.repository.js';

@Module({
  imports: [AccessModule],
  controllers: [SessionController, MembersController, ApiKeysController],
  providers: [
    LogInService,
    LoginFailuresAcrossTenants,
    SessionsAcrossTenants,
    MembersService,
    MembersAcrossTenants,
    ApiKeysAcrossTenants,
  ],
  exports: [MembersAcrossTenants],
})
export class IdentityModule {}
