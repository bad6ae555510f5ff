/** A thing of the demo and the shop's row of the same handle. */
export interface DemoRow {
  readonly handle: string;
  /** Null: the shop has nothing of this handle. */
  readonly id: string | null;
  /** What the row says now. */
  readonly current: string | null;
  /** Whether the demo brought it. */
  readonly recorded: boolean;
  /** What it said when it came in; null while it is being brought in. */
  readonly fingerprint: string | null;
  readonly archived: boolean;
  /** Its time has passed. */
  readonly over: boolean;
}

/**
 * What an import does with it. Only what is missing, was taken out, is over, or stopped half way comes in: nothing the merchant wrote or
 * changed is written over, and stock that was sold does not come back.
 */
export function fateOnImport(row: DemoRow): 'bring' | 'unchanged' | 'kept' {
  if (row.id === null) return 'bring';
  if (!row.recorded) return 'kept';
  if (row.fingerprint === null) return 'bring';
  if (row.current !== row.fingerprint) return 'kept';
  return row.archived || row.over ? 'bring' : 'unchanged';
}

/** What taking the demo out does with it: what somebody changed is the merchant's own from now on. */
export function fateOnRemoval(row: DemoRow): 'gone' | 'kept' | 'archived already' | 'take out' {
  if (row.id === null) return 'gone';
  if (row.fingerprint !== null && row.current !== row.fingerprint) return 'kept';
  return row.archived && row.fingerprint !== null ? 'archived already' : 'take out';
}
