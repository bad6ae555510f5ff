/** SQL of one kind of thing that demo content brings along. `t` is its row, $1 the tenant. */
export interface KindSql {
  readonly table: string;
  /** What the thing is known by in files. */
  readonly handle: string;
  /** A jsonb array of what a merchant can change; what shoppers and jobs change is not in it. */
  readonly says: string;
  /** Whether somebody's order, booking or reading names it: then it is archived, not deleted. */
  readonly used: string;
  /** Whether something that stays in the shop needs it: then it stays as it is. */
  readonly needed: string;
  /** How it is archived; null: it is then left as it is. */
  readonly archive: string | null;
  /** Brings an archived one back where the import does not do it itself. */
  readonly restore: string | null;
  /** Whether its time has passed: then an import brings it anew. Missing: it never passes. */
  readonly over?: string;
  /** Rows of the things $2 that are locked and archived along with them. */
  readonly parts?: { readonly lock: string; readonly archive: string };
}
