/** Asks again until the condition holds; tests wait for conditions, never for time. */
export async function eventually<T>(ask: () => Promise<T>, holds: (value: T) => boolean, seconds = 30): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`The condition did not hold within ${seconds} s; last value: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
