import { randomUUID } from 'node:crypto';
import { type Broadcast, MESSAGE_LIMIT_BYTES } from './broadcast.js';

export interface BroadcastDriver {
  readonly name: string;
  open(): Promise<Broadcast>;
  /** Cuts the connections of all broadcasts that were opened, as a restart of the server would. */
  cutConnections(): Promise<void>;
  end(): Promise<void>;
}

/** What both drivers promise. */
export function broadcastContract(name: string, prepare: () => Promise<BroadcastDriver>): void {
  describe(`broadcast over ${name}`, () => {
    let driver: BroadcastDriver;
    let here: Broadcast;
    let elsewhere: Broadcast;
    let topic: string;

    beforeAll(async () => {
      driver = await prepare();
    });
    afterAll(() => driver.end());

    beforeEach(async () => {
      topic = `t:${randomUUID()}:storefront`;
      [here, elsewhere] = await Promise.all([driver.open(), driver.open()]);
    });
    afterEach(() => Promise.all([here.close(), elsewhere.close()]));

    it('reaches every subscriber of the topic, in this process and in others', async () => {
      const inboxes = [new Inbox(), new Inbox(), new Inbox()] as const;
      await here.subscribe(topic, inboxes[0].receive);
      await here.subscribe(topic, inboxes[1].receive);
      await elsewhere.subscribe(topic, inboxes[2].receive);

      await here.publish(topic, 'changed');

      for (const inbox of inboxes) expect(await inbox.next()).toBe('changed');
    });

    it('delivers messages in order and unchanged, line ends and Chinese included', async () => {
      const inbox = new Inbox();
      await elsewhere.subscribe(topic, inbox.receive);
      const messages = ['', 'a\nb', '小铺', '{"k":"v"}'];

      for (const message of messages) await here.publish(topic, message);

      for (const message of messages) expect(await inbox.next()).toBe(message);
    });

    it('does not deliver to other topics, even those that begin alike', async () => {
      const inbox = new Inbox();
      await elsewhere.subscribe(topic, inbox.receive);

      await here.publish(`${topic}:more`, 'not for you');
      await here.publish(topic, 'for you');

      expect(await inbox.next()).toBe('for you');
    });

    it('takes a topic longer than a PostgreSQL name', async () => {
      const inbox = new Inbox();
      const long = `${topic}:${'x'.repeat(200)}`;
      await elsewhere.subscribe(long, inbox.receive);

      await here.publish(long, 'heard');

      expect(await inbox.next()).toBe('heard');
    });

    it('says nothing more to a subscription that has ended, and goes on to the others', async () => {
      const ended = new Inbox();
      const going = new Inbox();
      const end = await elsewhere.subscribe(topic, ended.receive);
      await elsewhere.subscribe(topic, going.receive);

      await end();
      await here.publish(topic, 'after');

      expect(await going.next()).toBe('after');
      expect(ended.isEmpty).toBe(true);
    });

    it('goes on to the other handlers when one throws', async () => {
      const inbox = new Inbox();
      await elsewhere.subscribe(topic, () => {
        throw new Error('this handler is broken');
      });
      await elsewhere.subscribe(topic, inbox.receive);

      await here.publish(topic, 'still heard');

      expect(await inbox.next()).toBe('still heard');
    });

    it('refuses a message that is too long to be sent', async () => {
      const tooLong = '铺'.repeat(MESSAGE_LIMIT_BYTES / 3);
      await expect(here.publish(topic, tooLong)).rejects.toMatchObject({ code: 'broadcast.message_too_long' });
    });

    it('publishes over a connection that has just been lost', async () => {
      await here.publish(topic, 'before');
      await driver.cutConnections();

      await expect(here.publish(topic, 'after')).resolves.toBeUndefined();
    });

    it('says that messages may have been missed after a lost connection, and hears the next one', async () => {
      const inbox = new Inbox();
      await elsewhere.subscribe(topic, inbox.receive);

      await driver.cutConnections();

      expect(await inbox.next()).toBeNull();
      await here.publish(topic, 'after the cut');
      expect(await inbox.next()).toBe('after the cut');
    });
  });
}

/** Keeps what a handler is given until the test asks for it. */
class Inbox {
  readonly #messages: (string | null)[] = [];
  #arrived: () => void = () => {};

  readonly receive = (message: string | null): void => {
    this.#messages.push(message);
    this.#arrived();
  };

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  async next(): Promise<string | null> {
    while (this.isEmpty) await new Promise<void>((resolve) => (this.#arrived = resolve));
    return this.#messages.shift() ?? null;
  }
}
