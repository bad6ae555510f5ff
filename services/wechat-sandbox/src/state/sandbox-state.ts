import type { Accounts } from './accounts.js';
import type { DailyCalls } from './daily-calls.js';
import type { ComponentState, Push } from './model.js';
import type { PayState } from './pay.model.js';
import type { SandboxSettings } from './sandbox-settings.js';
import type { TaskQueue } from './task-queue.js';

/** Everything the sandbox remembers. `documents.ts` says how it is written down; apart from the three shelves it is plain data. */
export interface SandboxState {
  component: ComponentState;
  apps: Accounts;
  pay: PayState;
  /** Ids ascend. */
  pushes: Push[];
  tasks: TaskQueue;
  settings: SandboxSettings;
  counters: {
    template: number;
    draft: number;
    audit: number;
    task: number;
    push: number;
    code: number;
    /** How often a seed file was applied. */
    seeds: number;
  };
  dailyCalls: DailyCalls;
}
