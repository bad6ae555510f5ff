import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { AgenciesController } from './agencies.controller.js';
import { AgenciesAcrossTenants } from './agencies.repository.js';

@Module({ imports: [IdentityModule], controllers: [AgenciesController], providers: [AgenciesAcrossTenants] })
export class AgenciesModule {}
