import { Type } from 'typebox';
import { AppIdSchema } from '#kernel/http/contract.js';
import { lineOfText, trimmedText } from '../data/text-schema.js';

/** A merchant's master data as the API and the import accept it. */
export const ClientRef = trimmedText(64, "The agency's own number of the client; unique within the agency");
export const MerchantName = lineOfText(100);
export const ContactName = lineOfText(50);
export const ContactEmail = Type.String({ format: 'email', maxLength: 254 });
export const ContactPhone = Type.String({ pattern: '^\\+?[0-9][0-9 -]{4,19}$' });
export const CreditCode = Type.String({
  pattern: '^[0-9A-HJ-NP-RTUWXY]{18}$',
  description: '统一社会信用代码: 18 characters, the last of them the check digit of GB 32100-2015',
});
export const WantedAppId = AppIdSchema;
