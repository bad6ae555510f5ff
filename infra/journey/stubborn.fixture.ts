import { ProblemAnswer } from '#kernel/http/client.js';
import type { Books } from './books.js';
import { until } from './station.js';

/** Repeats what failed because a program or the database was away. */
export async function persist<T>(work: () => Promise<T>): Promise<T> {
  const outcome = await until<{ value: T }>(
    async () => {
      try {
        return { value: await work() };
      } catch (error) {
        if (error instanceof ProblemAnswer && error.status < 500) throw error;
        return null;
      }
    },
    { seconds: 45, sentence: () => 'A program was away for too long.' },
  );
  return outcome.value;
}

/** A refusal is an answer too: goods gone, order closed, paid or given back already. */
export function unlessDone(error: unknown): null {
  if (error instanceof ProblemAnswer && [403, 404, 409, 422].includes(error.status)) return null;
  if (error instanceof Error && error.message.includes('requestPayment:fail')) return null;
  throw error;
}

/** One backend killed by SIGKILL makes PostgreSQL end all others and recover from its log, as after a crash of the whole. */
export async function crashPostgres(books: Books): Promise<void> {
  const [victim] = await books.rows<{ pid: number }>(
    `select pid from pg_stat_activity where application_name like 'xiaopu%' and backend_type = 'client backend' limit 1`,
  );
  if (!victim) throw new Error('no program is connected to PostgreSQL');
  process.kill(victim.pid, 'SIGKILL');
  await until(async () => books.rows('select 1').catch(() => null), {
    seconds: 30,
    sentence: () => 'PostgreSQL did not recover.',
  });
}
