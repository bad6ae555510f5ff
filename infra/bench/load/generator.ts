import type { LoadPlan, LoadResult } from './load-plan.js';
import { runLoad } from './run-load.js';

/** Told to the parent after each plan. */
export type GeneratorReply = { readonly result: LoadResult } | { readonly error: string };

// The load generator: a process of its own, so that what it costs is not counted as the server's. It ends with its parent.
process.on('message', (plan: LoadPlan) => {
  runLoad(plan).then(
    (result) => reply({ result }),
    (error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches both of us; the parent takes everything down in order.
process.on('SIGINT', () => undefined);

function reply(message: GeneratorReply): void {
  process.send?.(message);
}
