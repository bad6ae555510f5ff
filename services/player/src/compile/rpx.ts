// 750 rpx are the width of the screen.
const VW_PER_RPX = 100 / 750;
// One way to read a figure: with two, a long one without a unit would be tried in all of them.
const LENGTH = /(^|[^\w.#-]|-)(\d+(?:\.\d+)?|\.\d+)rpx\b/gi;

/** Every length in rpx as vw: `20rpx` is `2.66667vw`. The page is as wide as the screen, so that they mean the same. */
export function rpxToVw(css: string): string {
  if (!/rpx/i.test(css)) return css;
  return css.replace(LENGTH, (_, before: string, figure: string) => `${before}${vw(Number(figure))}vw`);
}

function vw(rpx: number): number {
  return Number((rpx * VW_PER_RPX).toFixed(5));
}
