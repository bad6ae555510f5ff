import { Injectable } from '@nestjs/common';

const MAX_ATTEMPTS = 4;

/** An upload belongs to a program for as long as that renews its lease. */
@Injectable()
export class UploadLease {
  /** @param seconds long enough for a busy machine, short enough that an upload whose program was killed goes on soon */
  constructor(readonly seconds: number) {}

  /**
   * Does the work and renews its lease meanwhile. When the lease turns out to be lost, or `signal` fires, the work's own signal does.
   * @param renew false when the row is no longer ours
   */
  async hold<T>(
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
    }, this.seconds * 250);
    try {
      return await work(AbortSignal.any([signal, lost.signal]));
    } finally {
      clearInterval(timer);
    }
  }
}

/** Seconds until the next attempt, or null when there was the last. */
export function retryDelaySeconds(attempts: number): number | null {
  return attempts >= MAX_ATTEMPTS ? null : 3 * 4 ** (attempts - 1);
}
