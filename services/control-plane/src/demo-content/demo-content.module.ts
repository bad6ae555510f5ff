import { Module } from '@nestjs/common';
import { BookingImporter } from '#commerce/bookings/booking-importer.js';
import { ProductImporter } from '#commerce/catalogue/product-importer.js';
import { ShortCodes } from '#commerce/codes/short-codes.js';
import { DemoItems } from '#commerce/demo-content/demo-items.js';
import { DemoPromotions } from '#commerce/demo-content/demo-promotions.js';
import { DemoRemoval } from '#commerce/demo-content/demo-removal.js';
import { DrawSeeds } from '#commerce/draws/draw-seeds.js';
import { DiningTables } from '#commerce/dining/dining-tables.js';
import { ModifierGroups } from '#commerce/dining/modifier-groups.js';
import { ArticleImporter } from '#commerce/magazine/article-import.js';
import { DemoContentController } from './demo-content.controller.js';
import { DemoContentService } from './demo-content.service.js';
import { DemoImporters } from './demo-importers.js';

/** Where templates meet commerce: a preset's demo content becomes goods, services, articles, tables and promotions. */
@Module({
  controllers: [DemoContentController],
  providers: [
    DemoContentService,
    DemoImporters,
    DemoItems,
    DemoPromotions,
    DemoRemoval,
    DrawSeeds,
    ProductImporter,
    BookingImporter,
    ArticleImporter,
    DiningTables,
    ModifierGroups,
    ShortCodes,
  ],
})
export class DemoContentModule {}
