import { ProblemAnswer } from '#kernel/http/client.js';

/** What an API call was refused with; `pointers` is left out when no field was at fault. @throws when it was not refused, or failed otherwise */
export async function refusal(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemAnswer)) throw error;
  return {
    status: error.status,
    code: error.problem.code,
    pointers: error.problem.errors?.map(({ pointer }) => pointer),
  };
}
