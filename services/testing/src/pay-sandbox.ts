import { PayWorld } from '../../wechat-sandbox/test/pay-world.js';

/** WeChat's sandbox with one account and a merchant of WeChat Pay whose orders can be made and paid. */
export async function startPaySandbox(): Promise<PayWorld> {
  const world = new PayWorld();
  await world.start();
  return world;
}
