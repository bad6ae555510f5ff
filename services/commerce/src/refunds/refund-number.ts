/** `out_refund_no` (at most 64 of `[0-9A-Za-z_\-|*@]`): made from an id, so that a repeated call carries the same one. */
export function outRefundNo(id: string): string {
  return id.replaceAll('-', '');
}
