import { Type } from 'typebox';

export const mchid = Type.String({ pattern: '^\\d{8,10}$', description: '8 to 10 digits' });
export const number = Type.String({ minLength: 1, maxLength: 64 });
export const fen = Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'fen' });
export const line = Type.String({ minLength: 1, maxLength: 1000 });

export const choice = <const T extends readonly string[]>(values: T, description = '') =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...(description !== '' && { description }) });

export const nullable = (type: 'integer' | 'number' | 'string', description: string) =>
  Type.Unsafe<unknown>({ type: [type, 'null'], ...(type !== 'string' && { minimum: 0 }), description });

/** `?mchid=&outTradeNo=&limit=` of the lists. */
export const listQuery = Type.Object(
  {
    mchid: Type.Optional(Type.String()),
    outTradeNo: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000, default: 20_000 })),
  },
  { additionalProperties: false },
);

/** Newest first. The sub merchant's number finds what its partner signed for. */
export function listed<T extends { mchid: string; subMchid?: string | null; outTradeNo?: string }>(
  items: Readonly<Record<string, T>>,
  query: Readonly<Record<string, string>>,
): { items: T[] } {
  const { mchid: wanted, outTradeNo } = query;
  const found = Object.values(items).filter(
    (item) =>
      (wanted === undefined || item.mchid === wanted || item.subMchid === wanted) &&
      (outTradeNo === undefined || item.outTradeNo === outTradeNo),
  );
  return { items: found.slice(-Number(query['limit'] ?? 20_000)).reverse() };
}
