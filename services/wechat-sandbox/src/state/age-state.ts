import { age } from './ageing.js';
import type { SandboxState } from './sandbox-state.js';

/** Makes the whole world older; accounts only when they are next looked at, for there may be a hundred thousand. */
export function ageState(state: SandboxState, ms: number): void {
  const { apps, tasks, dailyCalls: _countedByDay, ...plain } = state;
  apps.agedMs += ms;
  tasks.reschedule((dueAt) => dueAt - ms);
  age(plain, ms);
}
