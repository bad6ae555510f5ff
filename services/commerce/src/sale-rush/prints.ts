import type { OrderView } from '../orders/order-view.js';

/** What many orders of a flight have in common, each once: they differ in shopper, address and number, hardly ever in goods and amounts. */
export class Prints {
  private readonly kinds = new Map<string, number>();

  /** The number of the order's print. */
  kindOf(order: OrderView): number {
    const text = this.textOf(order);
    const kind = this.kinds.get(text) ?? this.kinds.size;
    this.kinds.set(text, kind);
    return kind;
  }

  /** All of them as a JSON array, in the order of their numbers. */
  get json(): string {
    return `[${[...this.kinds.keys()].join(',')}]`;
  }

  private textOf({ lines, subtotalFen, packingFen, shippingFen, discountFen, totalFen, ...rest }: OrderView): string {
    const { adjustments, delivery } = rest;
    const amounts = { subtotalFen, packingFen, shippingFen, discountFen, totalFen };
    return JSON.stringify({ lines, ...amounts, adjustments, delivery });
  }
}
