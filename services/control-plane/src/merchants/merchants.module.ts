import { Module } from '@nestjs/common';
import { MerchantImportController } from './import/import.controller.js';
import { MerchantImportAcrossTenants } from './import/merchant-import.repository.js';
import { MerchantImporter } from './import/merchant-importer.js';
import { MerchantsController } from './merchants.controller.js';
import { MerchantsAcrossTenants } from './merchants.repository.js';
import { MerchantsService } from './merchants.service.js';

@Module({
  controllers: [MerchantImportController, MerchantsController],
  providers: [MerchantsService, MerchantsAcrossTenants, MerchantImporter, MerchantImportAcrossTenants],
  exports: [MerchantsAcrossTenants],
})
export class MerchantsModule {}
