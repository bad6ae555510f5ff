import type { PushListener } from '#kernel/wechat/push-listener.js';
import { PushListenerTable } from './push-listener-table.js';

class Penalties implements PushListener<'punished'> {
  readonly kinds = ['punished'] as const;
  handle(): Promise<string | null> {
    return Promise.resolve(null);
  }
}

class Verdicts implements PushListener<'mediaChecked' | 'punished'> {
  constructor(readonly kinds: readonly ('mediaChecked' | 'punished')[]) {}
  handle(): Promise<string | null> {
    return Promise.resolve(null);
  }
}

class Audits implements PushListener<'auditApproved'> {
  readonly kinds = ['auditApproved'] as const;
  handle(): Promise<string | null> {
    return Promise.resolve(null);
  }
}

test('each kind finds its listener, and a kind nobody acts on finds none', () => {
  const penalties = new Penalties();
  const verdicts = new Verdicts(['mediaChecked']);
  const table = new PushListenerTable([penalties, verdicts]);

  expect(table.of('punished')).toBe(penalties);
  expect(table.of('mediaChecked')).toBe(verdicts);
  expect(table.of('shopperRevoked')).toBeUndefined();
});

test('two listeners of one kind are refused by name, as is one that takes what the handler does itself', () => {
  expect(() => new PushListenerTable([new Penalties(), new Verdicts(['mediaChecked', 'punished'])])).toThrow(
    'Push punished has two listeners, Penalties and Verdicts',
  );
  expect(() => new PushListenerTable([new Audits()])).toThrow('two listeners, PushHandler and Audits');
});
