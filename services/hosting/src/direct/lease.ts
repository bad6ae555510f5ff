/** Long enough for a busy machine, short enough that an upload whose program was killed goes on soon. */
export const LEASE_SECONDS = 20;
const RENEW_MS = 5_000;
const MAX_ATTEMPTS = 4;

/**
 * Does the work and renews its lease meanwhile. When the lease turns out to be lost, or `signal` fires, the work's own signal does.
 * @param renew false when the row is no longer ours
 */
export async function underLease<T>(
  renew: () => Promise<boolean>,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const timer = setInterval(() => {
    renew().then(
      (ours) => ours || lost.abort(),
      // The database is away for a moment; if it stays away, the lease runs out by itself.
      () => undefined,
    );
  }, RENEW_MS);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(timer);
  }
}

/** Seconds until the next attempt, or null when there was the last. */
export function retryDelaySeconds(attempts: number): number | null {
  return attempts >= MAX_ATTEMPTS ? null : 3 * 4 ** (attempts - 1);
}
