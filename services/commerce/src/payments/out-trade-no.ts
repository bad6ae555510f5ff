/** `out_trade_no` (6 to 32 of `[0-9A-Za-z_\-|*]`): the payment's id without its hyphens. */
export function outTradeNo(paymentId: string): string {
  return paymentId.replaceAll('-', '');
}
