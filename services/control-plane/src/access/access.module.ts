import { Module } from '@nestjs/common';
import { AccessGate } from './access-gate.js';
import { CredentialsAcrossTenants } from './credentials.repository.js';
import { TenantsAcrossTenants } from './tenants.repository.js';

@Module({
  providers: [AccessGate, CredentialsAcrossTenants, TenantsAcrossTenants],
  exports: [CredentialsAcrossTenants, TenantsAcrossTenants],
})
export class AccessModule {}
