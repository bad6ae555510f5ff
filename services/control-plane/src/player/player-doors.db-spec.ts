import { connect } from 'node:net';
import type { WorldShop } from '#testing/hosting-world.js';
import { PlayerWorld } from '#testing/player-world.js';

/** What the player's origin does for those who hold no ticket, or ask too much with one. */
describe("the player's doors", () => {
  let player: PlayerWorld;
  let shop: WorldShop;
  let url: string;

  beforeAll(async () => {
    player = await PlayerWorld.start();
    shop = await player.hosting.shop();
    url = await player.preview(shop);
  });
  afterAll(() => player.stop());

  /** The status line that comes although the body is still on its way; null when nothing comes. */
  const answerBeforeBody = (path: string, length: number) =>
    new Promise<string | null>((resolve, reject) => {
      const { hostname, port } = new URL(player.origin);
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: ${length}\r\n\r\n${'x'.repeat(1000)}`,
        );
      });
      socket.setTimeout(2_000, () => settle(null));
      socket.on('data', (bytes) => settle(bytes.toString('latin1').split('\r\n')[0] ?? ''));
      socket.on('error', reject);
      const settle = (answer: string | null) => {
        socket.destroy();
        resolve(answer);
      };
    });

  test('a body is not waited for from whoever has no ticket, and only a request may be large', async () => {
    const { pathname } = new URL(url);
    const ten = 10 * 1024 * 1024;

    expect(await answerBeforeBody('/p/forged.ticket/request', ten)).toBe('HTTP/1.1 403 Forbidden');
    expect(await answerBeforeBody('/p/forged.ticket/play/login', ten)).toMatch(/403|413/);
    expect(await answerBeforeBody('/nothing/here', ten)).toMatch(/404|413/);
    expect(await answerBeforeBody(`${pathname}play/login`, ten)).toBe('HTTP/1.1 413 Payload Too Large');
    expect(await answerBeforeBody(`${pathname}request`, ten)).toBeNull();
  });

  test("WeChat's part and the package are no less limited than requests", async () => {
    const ticket = await player.preview(shop, { language: 'en' });
    const seen = new Set<number>();
    // A slow machine needs more of them to be faster than twenty a second.
    for (let round = 0; round < 20 && !seen.has(429); round += 1) {
      const ask = () => fetch(`${ticket}play/fly`, { method: 'POST' }).then(({ status }) => seen.add(status));
      await Promise.all(Array.from({ length: 250 }, ask));
    }
    expect(seen).toEqual(new Set([404, 429]));

    const packages = await Promise.all(Array.from({ length: 60 }, () => fetch(`${ticket}package.json`)));
    expect(packages.map(({ status }) => status)).toContain(429);
    expect((await fetch(ticket)).status).toBe(200);
    expect((await fetch(`${url}package.json`)).status).toBe(200);
  });

  test.each(['%0d%0aset-cookie:%20a=b', '%E4%BD%A0%E5%A5%BD', '%2F%2Fexample.com', '..%2f..', '%00'])(
    'an address without its slash leads to the same one and nowhere else: /p/%s',
    async (ticket) => {
      const response = await fetch(`${player.origin}/p/${ticket}`, { redirect: 'manual' });

      expect(response.status).toBe(308);
      const [, p, place, ...rest] = (response.headers.get('location') ?? '').split('/');
      expect([p, decodeURIComponent(place ?? ''), rest]).toEqual(['p', decodeURIComponent(ticket), ['']]);
      expect(response.headers.get('set-cookie')).toBeNull();
    },
  );

  test('a refusal that people read runs nothing and is framed by nobody else', async () => {
    const policy = (await fetch(`${player.origin}/p/%3Cscript%3E/`)).headers.get('content-security-policy') ?? '';

    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`frame-ancestors 'self' ${player.hosting.world.baseUrl}`);
  });
});
