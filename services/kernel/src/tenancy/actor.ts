/** Who did something: stored with audit entries, submissions and revisions. */
export type Actor =
  | { readonly kind: 'member'; readonly id: string; readonly name: string }
  | { readonly kind: 'apiKey'; readonly id: string; readonly name: string }
  | { readonly kind: 'shopper'; readonly id: string }
  | { readonly kind: 'system'; readonly name: string }
  | { readonly kind: 'wechat' };

export function systemActor(name: string): Actor {
  return { kind: 'system', name };
}
