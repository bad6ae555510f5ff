import { ProblemAnswer } from '#kernel/http/client.js';

/** The answer an API call was refused with. @throws when it was not refused, or failed otherwise */
export async function refusedWith(call: Promise<unknown>): Promise<ProblemAnswer> {
  const error: unknown = await call.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof ProblemAnswer) return error;
  throw error;
}

/** In short what a call was refused with; `pointers` is left out when no field was at fault. @throws as above */
export async function refusal(call: Promise<unknown>) {
  const { status, problem } = await refusedWith(call);
  return { status, code: problem.code, pointers: problem.errors?.map(({ pointer }) => pointer) };
}
