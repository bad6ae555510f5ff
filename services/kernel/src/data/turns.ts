/**
 * Lets works of the same key go one after the other in this process, before they take a connection: those who wait for a lock inside
 * the database hold one each, and a handful of them would leave none for anybody else.
 */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Settles as `work` does; the failure of one work is no concern of the next. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.last.get(key) ?? Promise.resolve()).then(work, work);
    this.last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.last.get(key) === turn) this.last.delete(key);
    }
  }
}
