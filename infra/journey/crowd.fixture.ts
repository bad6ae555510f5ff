import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { login } from '../../services/runtime/src/shoppers/shoppers.contract.js';
import type { JourneyContext } from './journey-context.js';
import { each } from './station.js';

/** Somebody with a phone, whose requests go to one of the runtime processes. */
export interface PersonInCrowd {
  readonly name: string;
  readonly client: ApiClient;
}

/** What everybody was told: how often each word, and who got what they wanted. */
export interface CrowdOutcome<Won> {
  readonly won: readonly { readonly who: PersonInCrowd; readonly what: Won }[];
  /** Codes of the problems, counted. */
  readonly refused: Readonly<Record<string, number>>;
}

const AT_ONCE = 100;

/** Logs people in, in turns at the given runtimes. */
export async function gatherCrowd(
  journey: JourneyContext,
  appId: string,
  runtimes: readonly ApiClient[],
  size: number,
): Promise<PersonInCrowd[]> {
  const people: PersonInCrowd[] = [];
  await each(
    Array.from({ length: size }, (_, index) => index),
    async (index) => {
      const name = `crowd ${index}`;
      const runtime = runtimes[index % runtimes.length];
      if (!runtime) throw new Error('a crowd needs a runtime');
      const code = await journey.sandbox.loginCode(appId, name);
      const { token } = await runtime.call(login, { params: { appId }, body: { code } });
      people.push({ name, client: runtime.with({ authorization: `Bearer ${token}` }) });
    },
    32,
  );
  return people;
}

/** All of them want the same thing, {@link AT_ONCE} requests under way at any time. What is not a refusal of ours fails the test. */
export async function rush<Won>(
  people: readonly PersonInCrowd[],
  attempt: (who: PersonInCrowd, index: number) => Promise<Won>,
): Promise<CrowdOutcome<Won>> {
  const won: { who: PersonInCrowd; what: Won }[] = [];
  const refused: Record<string, number> = {};
  await each(
    people,
    async (who, index) => {
      try {
        won.push({ who, what: await attempt(who, index) });
      } catch (error) {
        if (!(error instanceof ProblemAnswer) || error.status >= 500) throw error;
        refused[error.problem.code] = (refused[error.problem.code] ?? 0) + 1;
      }
    },
    AT_ONCE,
  );
  return { won, refused };
}
