import { eventually } from '#testing/eventually.js';
import { describeGolden, type GoldenPage } from './golden-world.js';

describeGolden('the behaviour of built-in tags', (world) => {
  let page: GoldenPage;

  describe('<view>', () => {
    beforeEach(async () => {
      page = await world.open('view');
    });

    it('tells of taps with their place', async () => {
      await page.at('tap').click({ position: { x: 10, y: 10 } });

      await page.heard(/^tap \{"x":20,"y":20\}$/);
    });

    it('lets taps bubble until they are caught, and mut-bind once', async () => {
      await page.at('bubble').click();
      await page.heard(/^outer/);
      expect((await page.log()).map(firstWord)).toEqual(['inner', 'outer']);

      await page.at('caught').click();
      await page.heard(/^caught/);
      await page.at('mut').click();
      await page.heard(/^mut-inner/);

      expect((await page.log()).map(firstWord)).toEqual(['inner', 'outer', 'caught', 'mut-inner', 'outer']);
    });

    it('hears the capture phase first', async () => {
      await page.at('capture').click();

      await page.heard(/^target/);
      expect((await page.log()).map(firstWord)).toEqual(['captured', 'target']);
    });

    it('has no tap after a long press that somebody heard', async () => {
      await page.at('press').click({ delay: 500 });

      await page.heard(/^round/);
      expect(await page.log()).toHaveLength(1);
    });

    it('wears its hover class under a finger only', async () => {
      const colour = () => page.style('tap', 'background-color');
      await page.at('tap').hover();
      await page.page.mouse.down();
      await eventually(colour, (value) => value === 'rgb(226, 163, 59)', 5);
      await page.page.mouse.up();

      await eventually(colour, (value) => value === 'rgb(59, 125, 216)', 5);
    });

    it('is a button for screen readers and keyboards when its role says so', async () => {
      const box = page.frame.getByRole('button', { name: 'Third box' });
      await box.focus();
      await page.page.keyboard.press('Enter');

      await page.heard(/^aria/);
    });

    it('tells touches with their points, and no tap after a move', async () => {
      await page.drag('touch', 60, 0);

      await page.heard('touchend 0/1 number');
      expect((await page.log())[0]).toBe('touchstart 1/1 number');
    });
  });

  describe('<button> and <form>', () => {
    it('does nothing while disabled', async () => {
      page = await world.open('button');
      await page.at('disabled').click({ force: true });
      await page.at('default').click();

      await page.heard(/^default/);
      expect(await page.log()).toHaveLength(1);
    });

    it('fires the event of its open-type', async () => {
      page = await world.open('button');
      await page.at('agree').click();

      await page.heard(/^agreeprivacyauthorization/);
    });

    it('submits the fields by name and empties them', async () => {
      page = await world.open('form');
      await page.at('name').locator('input').fill('Han Meimei');
      await page.at('large').click();
      await page.at('submit').click();
      await page.heard(
        'submit {"value":{"colours":["red"],"size":"l","fast":true,"name":"Han Meimei","words":"two lines","share":30},"formId":"the formId is a mock one"}',
      );
      await page.at('reset').click();
      await page.at('submit').click();

      await page.heard(
        'submit {"value":{"colours":[],"size":"","fast":false,"name":"","words":"","share":0},"formId":"the formId is a mock one"}',
      );
    });

    it('lets a label press the field inside and the field it names', async () => {
      page = await world.open('form');
      await page.at('for').click();
      await page.heard('change {"value":["blue"]}');
      await page.at('label').locator('wx-text').click();
      await page.at('submit').click();

      await page.heard(/"colours":\[\]/);
    });
  });

  describe('<input> and <textarea>', () => {
    it('shows what the page makes of the typed text', async () => {
      page = await world.open('input');
      await page.at('text').locator('input').pressSequentially('abc');
      await page.page.keyboard.press('Enter');

      await page.heard('confirm {"value":"ABC"}');
      await page.heard(/^blur \{"value":"ABC"/);
      await expect(page.at('mirror').innerText()).resolves.toBe('both|ABC');
    });

    it('takes no more than maxlength and binds both ways', async () => {
      page = await world.open('input');
      await page.at('short').locator('input').pressSequentially('123456');
      await page.heard(/^short \{"value":"1234"/);
      await page.at('model').locator('input').fill('changed');

      await eventually(
        () => page.at('mirror').innerText(),
        (text) => text.startsWith('changed|'),
        5,
      );
    });

    it('grows with its lines', async () => {
      page = await world.open('textarea');
      const height = async () => (await page.at('auto').boundingBox())?.height ?? 0;
      const before = await height();
      await page.at('auto').locator('textarea').fill('one\ntwo\nthree');

      await page.heard('linechange 3');
      expect(await height()).toBeGreaterThan(before * 2);
    });
  });

  describe('choices', () => {
    it('lists the chosen boxes in the order of the page', async () => {
      page = await world.open('checkbox');
      await page.at('a').click();
      await page.heard('change {"value":["a","b","c","e"]}');
      await page.at('d').click();
      await page.at('b').click();

      await page.heard('change {"value":["a","c","e"]}');
      expect(await page.log()).toHaveLength(2);
    });

    it('has one radio chosen', async () => {
      page = await world.open('radio');
      await page.at('c').click();
      await page.heard('change {"value":"c"}');
      await page.at('c').click();
      await page.at('d').click();
      await page.at('a').click();

      await page.heard('change {"value":"a"}');
      expect(await page.log()).toHaveLength(2);
    });

    it('switches by tap and by key', async () => {
      page = await world.open('switch');
      await page.at('off').click();
      await page.heard('change {"value":true}');
      await page.at('off').focus();
      await page.page.keyboard.press('Space');

      await page.heard('change {"value":false}');
    });

    it('slides in steps and tells the end', async () => {
      page = await world.open('slider');
      await page.drag('plain', 60, 0);
      await page.heard(/^change \{"value":(6|7)\d\}$/);
      await page.at('stepped').focus();
      await page.page.keyboard.press('ArrowRight');

      await page.heard('change {"value":6}');
    });
  });

  it('survives values of any kind in any property', async () => {
    page = await world.open('odd');

    await expect(page.at('end').innerText()).resolves.toBe('end');
    expect(page.errors.filter((error) => !error.includes('404'))).toEqual([]);
  });
});

function firstWord(line: string): string {
  return line.split(' ')[0] ?? '';
}
