import type { Provider, Type } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { CertificatesAcrossTenants } from '#kernel/wechat/pay/certificate.repository.js';
import { DifferenceRepair } from './difference-repair.js';
import { PartnerBillsAcrossTenants } from './partner-bill.repository.js';
import { PartnerBillStep } from './partner-bill-step.js';
import { ReconciliationPlanAcrossTenants } from './reconciliation-plan.repository.js';
import { ReconciliationStep } from './reconciliation-step.js';
import { CertificateSweeper, ReconciliationSweeper } from './reconciliation-sweepers.js';

export const reconciliationHandlers: readonly Type<JobHandler>[] = [ReconciliationStep, PartnerBillStep];
export const reconciliationSweepers: readonly Type<Sweeper>[] = [ReconciliationSweeper, CertificateSweeper];

/** What the two lists above are made of. */
export const reconciliationProviders: readonly Provider[] = [
  DifferenceRepair,
  PartnerBillsAcrossTenants,
  ReconciliationPlanAcrossTenants,
  {
    provide: CertificatesAcrossTenants,
    inject: [FleetDatabase],
    useFactory: (fleet: FleetDatabase) => new CertificatesAcrossTenants(fleet),
  },
];
