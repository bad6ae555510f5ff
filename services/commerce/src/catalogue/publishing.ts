/** Whether a product row called `p` is shown and sold now. */
export const PRODUCT_IS_SHOWN = `p.state = 'active' and p.publish_at <= now() and p.unpublish_at > now()`;

/** When goods of tenant $1 come or go next, in milliseconds since 1970; null when none does. */
export const GOODS_UNTIL = `(select (extract(epoch from goods_change_at($1)) * 1000)::float8)`;
