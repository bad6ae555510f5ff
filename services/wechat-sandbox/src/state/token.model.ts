/** A secret that works until an instant. */
export interface Token {
  value: string;
  expiresAt: number;
}
