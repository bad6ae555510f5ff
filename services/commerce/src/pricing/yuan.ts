/** Fen as people read them: 1999 is `19.99`. */
export function yuan(amountFen: number): string {
  return (amountFen / 100).toFixed(2);
}
