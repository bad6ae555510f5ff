import { writeFile } from 'node:fs/promises';
import { listPath, productPath, storefrontPath } from '../subjects/shop-requests.js';
import type { Shop } from './shops.js';

/**
 * Asks the runtime for what is measured from cache and writes it down, path → text, for the yardstick that answers the same bytes.
 * @throws Error when an answer is not what the measurement is about: a whole home page, a full list
 */
export async function writeReadyAnswers(file: string, port: number, shops: readonly Shop[]): Promise<void> {
  const answers: Record<string, string> = {};
  for (const shop of shops) {
    for (const path of [storefrontPath(shop), listPath(shop), productPath(shop)]) answers[path] = await ask(port, path);
  }
  const [first] = shops;
  if (first) checkSample(answers, first);
  await writeFile(file, JSON.stringify(answers));
}

async function ask(port: number, path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'accept-encoding': 'identity' } });
  const text = await response.text();
  if (!response.ok) throw new Error(`The runtime answered ${path} with ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

function checkSample(answers: Readonly<Record<string, string>>, shop: Shop): void {
  const { items } = JSON.parse(answers[listPath(shop)] ?? '{}') as { items?: unknown[] };
  if (items?.length !== 20) throw new Error(`A product list has ${items?.length ?? 'no'} items in place of 20.`);
  const { home } = JSON.parse(answers[storefrontPath(shop)] ?? '{}') as { home?: { sections?: unknown[] } };
  if (!home?.sections?.length) throw new Error('The storefront has no sections.');
}
