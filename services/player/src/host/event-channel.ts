type Listener = (...values: readonly unknown[]) => void;

/** What `navigateTo` gives both pages to talk through. What is emitted before the other side listens is kept for it. */
export class EventChannel {
  readonly #listeners = new Map<string, { readonly listener: Listener; readonly once: boolean }[]>();
  readonly #kept = new Map<string, (readonly unknown[])[]>();

  emit(name: string, ...values: readonly unknown[]): void {
    const listeners = this.#listeners.get(name) ?? [];
    if (listeners.length === 0) {
      this.#kept.set(name, [...(this.#kept.get(name) ?? []), values]);
      return;
    }
    this.#listeners.set(
      name,
      listeners.filter(({ once }) => !once),
    );
    for (const { listener } of listeners) listener(...values);
  }

  on(name: string, listener: Listener): void {
    this.#add(name, listener, false);
  }

  once(name: string, listener: Listener): void {
    this.#add(name, listener, true);
  }

  off(name: string, listener?: Listener): void {
    const left = listener ? (this.#listeners.get(name) ?? []).filter((each) => each.listener !== listener) : [];
    this.#listeners.set(name, left);
  }

  #add(name: string, listener: Listener, once: boolean): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), { listener, once }]);
    const kept = this.#kept.get(name) ?? [];
    this.#kept.delete(name);
    for (const values of kept) this.emit(name, ...values);
  }
}
