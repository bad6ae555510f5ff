import { Global, Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditAcrossTenants } from './audit.repository.js';
import { TenantAuditRepository } from './tenant-audit.repository.js';

/** Global: whoever changes something above the tenants records it. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditAcrossTenants, TenantAuditRepository],
  exports: [AuditAcrossTenants],
})
export class AuditModule {}
