/** Other money a price may be shown in, never charged: `fen × numerator ÷ denominator`, in hundredths of it, is what so many fen come to. */
export interface DisplayCurrency {
  /** ISO 4217. */
  readonly code: string;
  /** Decimals it is written with. */
  readonly digits: number;
  readonly numerator: number;
  readonly denominator: number;
}

/** All of tenant $1 as jsonb, in the merchant's order. */
export const CURRENCIES_JSON = `(
  select coalesce(jsonb_agg(jsonb_build_object('code', m.code, 'digits', m.digits, 'numerator', m.numerator, 'denominator', m.denominator)
    order by m.position, m.code), '[]')
  from display_currency m where m.tenant_id = $1)`;
