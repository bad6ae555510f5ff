import { logIn } from '../../../services/control-plane/src/identity/session.contract.js';
import { createAgency } from '../../../services/control-plane/src/agencies/agencies.contract.js';
import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import type { JourneyContext } from '../journey-context.js';
import type { Station } from '../station.js';

/** The operator logs in, makes the agency on the first run, and the agency's owner logs in. */
export const signIn: Station<JourneyContext> = {
  name: 'agency signs in',
  async run(context) {
    const { operator, agency } = context.accounts;
    context.operator = await session(context.controlPlane, operator.email, operator.password);
    const owner = { email: agency.email, name: agency.name, password: agency.password };
    const isNew = await unless('agency.name_taken', () =>
      context.operator.call(createAgency, { body: { name: agency.name, owner } }),
    );
    context.agency = await session(context.controlPlane, agency.email, agency.password);
    return { count: 1, remark: `${agency.name}${isNew ? ', new' : ''}` };
  },
};

async function session(api: ApiClient, email: string, password: string): Promise<ApiClient> {
  const response = await api.send(logIn, { body: { email, password } });
  if (!response.ok) throw new ProblemAnswer(logIn.id, response.status, (await response.json()) as never);
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  return api.with({ cookie: cookies.join('; ') });
}

/** @returns false when it was refused for the one expected reason */
async function unless(code: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof ProblemAnswer && error.problem.code === code) return false;
    throw error;
  }
}
