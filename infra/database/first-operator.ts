import { hash } from '@node-rs/argon2';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { DatabaseAccess } from '#kernel/data/database-roles.js';
import { newId } from '#kernel/identity/ids.js';

/** Makes the first operator; does nothing when there is one. Later operators are made by operators. */
export async function ensureFirstOperator(access: DatabaseAccess, email: string, password: string): Promise<boolean> {
  const database = await FleetDatabase.connect(access, 1);
  try {
    const operators = await database.query("select 1 from platform.member where kind = 'operator' limit 1");
    if (operators.length > 0) return false;
    const passwordHash = await hash(password);
    await database.execute(
      `insert into platform.member (id, email, name, password_hash, kind, role)
       values ($1, $2, 'Operator', $3, 'operator', 'owner') on conflict do nothing`,
      [newId(), email, passwordHash],
    );
    return true;
  } finally {
    await database.close();
  }
}
