import { randomUUID } from 'node:crypto';
import { prizeAt, rollOf, seedHashOf } from '#commerce/draws/draw-roll.js';
import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { createDraw, publishDraw, stopDraw } from '../../../services/control-plane/src/commerce/draws.contract.js';
import {
  enterDraw,
  getDraw,
  getDrawProof,
  getOwnTries,
  helpInDraw,
} from '../../../services/runtime/src/draws/draws.contract.js';
import { login } from '../../../services/runtime/src/shoppers/shoppers.contract.js';
import type { JourneyContext, Visit } from '../journey-context.js';
import { expectThat, type Station, until } from '../station.js';

const HOUR_MS = 3_600_000;

/** A draw from its publishing to its proof: a try of one's own, one that a friend has brought, and every result computed anew. */
export const luckyDraw: Station<JourneyContext> = {
  name: 'a draw that can be checked',
  async run(context) {
    const [visit] = context.visits;
    expectThat(visit !== undefined, 'There is no shopper who could try their luck.');
    const { merchantId, name } = visit.traveller;
    const { id: drawId } = await context.agency.call(createDraw, { params: { merchantId }, body: terms() });
    const merchant = { merchantId, drawId };
    const { seedHash } = await context.agency.call(publishDraw, { params: merchant });
    const params = { ...visit.params, drawId };

    const first = await enter(visit.shopper, params);
    expectThat((await refusalOf(enter(visit.shopper, params))) === 'draw.no_tries', `${name}: one try became two.`);
    const { share } = await visit.shopper.call(getOwnTries, { params });
    const friend = await friendOf(context, visit);
    await friend.call(helpInDraw, { params, body: { share: share?.token ?? '' } });
    const second = await enter(visit.shopper, params);
    await context.agency.call(stopDraw, { params: merchant });

    const proof = await until(
      async () => {
        const shown = await context.runtime.call(getDrawProof, { params, query: {} });
        return shown.entries === 2 ? shown : null;
      },
      { seconds: 30, sentence: () => `${name}: the seed of a draw that is over was not shown within half a minute.` },
    );
    const seed = Buffer.from(proof.seed ?? '', 'hex');
    expectThat(seedHashOf(seed).toString('hex') === seedHash, `${name}: the seed is not the one that was promised.`);
    const { prizes } = await context.runtime.call(getDraw, { params });
    for (const { number, roll, rolled } of proof.items) {
      const place = prizeAt(
        roll,
        prizes.map(({ oddsPpm }) => oddsPpm),
      );
      expectThat(
        roll === rollOf(seed, drawId, number) && rolled === place + 1,
        `${name}: entry ${number} cannot be computed anew.`,
      );
    }
    return {
      count: 2,
      remark: `no. ${first.number} and ${second.number}, one by a friend; both computed anew from the seed`,
    };
  },
};

function terms() {
  const [startsAt, endsAt] = [Date.now() - HOUR_MS, Date.now() + HOUR_MS].map((ms) => new Date(ms).toISOString());
  return {
    title: '春茶抽奖',
    rules: '',
    startsAt: startsAt as string,
    endsAt: endsAt as string,
    triesTotal: 1,
    triesPerShare: 1,
    maxShareTries: 3,
    look: 'grid' as const,
    addressDays: 14,
    prizes: [
      { kind: 'goods' as const, title: '青瓷茶盏', valueFen: 12_800, weightPpm: 300_000, count: 1 },
      { kind: 'thanks' as const, title: '谢谢参与', weightPpm: 700_000 },
    ],
  };
}

function enter(shopper: ApiClient, params: { readonly appId: string; readonly drawId: string }) {
  return shopper.call(enterDraw, { params, headers: { 'idempotency-key': randomUUID() } });
}

async function friendOf({ sandbox, runtime }: JourneyContext, { traveller, params }: Visit): Promise<ApiClient> {
  const code = await sandbox.loginCode(traveller.appId, `friend in ${traveller.merchantId}`);
  const { token } = await runtime.call(login, { params, body: { code } });
  return runtime.with({ authorization: `Bearer ${token}` });
}

async function refusalOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => '',
    (error: unknown) => (error instanceof ProblemAnswer ? error.problem.code : String(error)),
  );
}
