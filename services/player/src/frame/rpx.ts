const RPX = /(-?\d*\.?\d+)rpx\b/gi;

/** `750rpx` is the width of the page: `10rpx` → `1.33333vw`. */
export function rpxToVw(text: string): string {
  return text.includes('rpx')
    ? text.replace(RPX, (_, number: string) => `${Number(((Number(number) * 100) / 750).toFixed(5))}vw`)
    : text;
}
