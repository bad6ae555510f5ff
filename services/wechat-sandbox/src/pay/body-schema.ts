/** Parts of the JSON Schemas that request bodies are checked with. Lengths count characters. */
export const text = (maxLength: number, minLength = 1): object => ({ type: 'string', minLength, maxLength });

export const matching = (pattern: string): object => ({ type: 'string', pattern });

export const integer = (minimum = 0): object => ({ type: 'integer', minimum, maximum: 2_147_483_647 });

/** Fen, at least one. */
export const money = integer(1);

export const list = (items: object, maxItems: number, minItems = 1): object => ({
  type: 'array',
  minItems,
  maxItems,
  items,
});

/** Nothing beside `properties` is let through: 270924358. */
export const object = (properties: Record<string, object>, required: readonly string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

/** out_trade_no of 6 to 32, and the longer numbers of refunds and shares. */
export const outTradeNo = matching('^[0-9A-Za-z_\\-|*]{6,32}$');
export const merchantNumber = matching('^[0-9A-Za-z_\\-|*@]{1,64}$');
