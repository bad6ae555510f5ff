/**
 * How often something has changed, by name. A cache key that contains the number is out of date the moment it grows, and an answer
 * that was being read meanwhile is kept under a key nobody asks for any more.
 */
export class Generations {
  private readonly numbers = new Map<string, number>();
  private last = 0;
  private floor = 0;

  of(name: string): number {
    return this.numbers.get(name) ?? this.floor;
  }

  advance(name: string): void {
    this.last += 1;
    this.numbers.set(name, this.last);
  }

  /** Everything may have changed. */
  advanceAll(): void {
    this.last += 1;
    this.floor = this.last;
    this.numbers.clear();
  }
}
