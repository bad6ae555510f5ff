import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { GeneratorReply } from './generator.js';
import type { LoadPlan, LoadResult } from './load-plan.js';

/** The load generator's process, seen from here. One plan at a time. */
export class LoadGenerator {
  private constructor(private readonly child: ChildProcess) {}

  static start(): LoadGenerator {
    const entry = fileURLToPath(new URL('./generator.js', import.meta.url));
    return new LoadGenerator(fork(entry, [], { serialization: 'advanced', execArgv: [] }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** @throws Error when a connection breaks or the generator ends */
  async run(plan: LoadPlan): Promise<LoadResult> {
    return await new Promise((resolve, reject) => {
      const ended = () => reject(new Error('The load generator ended.'));
      this.child.once('exit', ended);
      this.child.once('message', (reply: GeneratorReply) => {
        this.child.off('exit', ended);
        if ('result' in reply) resolve(reply.result);
        else reject(new Error(reply.error));
      });
      this.child.send(plan);
    });
  }

  stop(): void {
    this.child.kill();
  }
}
