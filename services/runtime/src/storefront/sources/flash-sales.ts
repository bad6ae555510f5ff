import { FLASH_SALE_CARD_JSON, FLASH_SALES_TO_SHOW } from '#commerce/promotions/flash-sale-card.js';
import type { SectionSource } from './section-source.js';

/** The sale that runs and ends first, else the next one of the coming week, else null. */
export const flashSale: SectionSource = {
  name: 'flashSale',
  sql: `coalesce((select ${FLASH_SALE_CARD_JSON} from ${FLASH_SALES_TO_SHOW} limit 1), 'null'::jsonb)`,
};
