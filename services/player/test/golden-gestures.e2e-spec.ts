import { eventually } from '#testing/eventually.js';
import { describeGolden, type GoldenPage } from './golden-world.js';

describeGolden('the gestures of built-in tags', (world) => {
  let page: GoldenPage;

  describe('<picker>', () => {
    beforeEach(async () => {
      page = await world.open('picker');
    });
    const sheet = () => page.page.locator('[data-dialog=picker]');
    const confirm = () => sheet().locator('[data-answer=confirm]').click();
    const choose = (column: number, text: string) =>
      sheet().getByRole('listbox').nth(column).getByRole('option', { name: text, exact: true }).click();
    const columns = async () =>
      Promise.all((await sheet().getByRole('listbox').all()).map((each) => each.getByRole('option').allInnerTexts()));

    it('gives the row as text, and nothing when it is left', async () => {
      await page.at('selector').click();
      await choose(0, 'three');
      await confirm();
      await page.heard('change {"value":"2"}');
      await page.at('objects').click();
      await sheet().locator('[data-answer=cancel]').click();

      await page.heard(/^cancel|^change/);
      expect((await page.log()).filter((line) => line.startsWith('change'))).toHaveLength(1);
    });

    it('shows the columns that the page gives while one is turned', async () => {
      await page.at('multi').click();
      await choose(0, 'b');
      await page.heard('columnchange {"column":0,"value":1}');
      await eventually(columns, ([, second]) => second?.join() === 'b1', 5);
      await confirm();

      await page.heard('change {"value":[1,0]}');
    });

    it('keeps a time between start and end', async () => {
      await page.at('time').click();
      await choose(0, '18');
      await eventually(columns, ([, minutes]) => minutes?.length === 16, 5);
      await confirm();

      await page.heard('change {"value":"18:15"}');
    });

    it('knows how many days a month has, and the ends of the range', async () => {
      await page.at('date').click();
      await choose(0, '2025');
      await eventually(columns, ([, months]) => months?.join() === '01,02,03', 5);
      await eventually(columns, ([, , days]) => days?.length === 28, 5);
      await confirm();

      await page.heard('change {"value":"2025-02-28"}');
    });

    it('gives a month alone when only that is asked', async () => {
      await page.at('month').click();
      await choose(1, '11');
      await confirm();

      await page.heard('change {"value":"2024-11"}');
    });

    it('follows a province to its cities and gives the codes', async () => {
      await page.at('region').click();
      await choose(0, '浙江省');
      await confirm();

      await page.heard(
        'change {"value":["浙江省","杭州市","上城区"],"code":["330000","330100","330102"],"postcode":""}',
      );
    });

    it('stays closed when disabled', async () => {
      await page.at('closed').click();
      await page.at('selector').click();

      await expect(sheet().count()).resolves.toBe(1);
    });
  });

  it('<picker-view> turns by finger and by value', async () => {
    page = await world.open('picker-view');
    await page.drag('minutes', 0, -40);
    await page.heard('change {"value":[2,2]}');
    await page.at('set').click();

    const top = () => page.at('minutes').evaluate((column) => (column as unknown as { scrollTop: number }).scrollTop);
    await eventually(top, (value) => value === 120, 5);
  });

  describe('<scroll-view>', () => {
    beforeEach(async () => {
      page = await world.open('scroll-view');
    });
    const scrolled = (id: string) =>
      page.at(id).evaluate((view) => {
        const { scrollLeft, scrollTop } = view as unknown as { scrollLeft: number; scrollTop: number };
        return { scrollLeft, scrollTop };
      });

    it('goes to a child and to a height', async () => {
      await page.at('into').click();
      await eventually(
        () => scrolled('across'),
        ({ scrollLeft }) => scrollLeft === 400,
        5,
      );
      await page.at('top').click();

      await eventually(
        () => scrolled('down'),
        ({ scrollTop }) => scrollTop === 100,
        5,
      );
    });

    it('tells when its ends come near, once each', async () => {
      await page.at('down').hover();
      await page.page.mouse.wheel(0, 1000);
      await page.heard('scrolltolower {"direction":"bottom"}');
      await page.page.mouse.wheel(0, -1000);

      await page.heard('scrolltoupper {"direction":"top"}');
      expect(await page.log()).toHaveLength(2);
    });

    it('refreshes when it is pulled', async () => {
      await page.drag('down', 0, 140);

      await page.heard('refresh');
      await page.heard('refresherrestore {}');
    });
  });

  describe('<swiper>', () => {
    beforeEach(async () => {
      page = await world.open('swiper');
    });

    it('follows the finger and goes round', async () => {
      await page.drag('plain', -200, 0);
      await page.heard('change {"current":1,"currentItemId":"id1","source":"touch"}');
      await page.heard('animationfinish {"current":1,"currentItemId":"id1","source":"touch"}');
      await page.drag('plain', 200, 0);
      await page.heard(/^change \{"current":0/);
      await page.drag('plain', 200, 0);

      await page.heard('change {"current":2,"currentItemId":"id2","source":"touch"}');
    });

    it('follows the page', async () => {
      await page.at('next').click();

      await page.heard('change {"current":1,"currentItemId":"id1","source":""}');
    });

    it('goes on by itself', async () => {
      await page.at('start').click();

      await page.heard('auto {"current":1,"currentItemId":"","source":"autoplay"}');
      await page.heard('auto {"current":0,"currentItemId":"","source":"autoplay"}');
    });
  });

  it('<movable-view> stays in its area and in its direction', async () => {
    page = await world.open('movable');
    await page.heard(/^across/);
    await page.drag('free', 500, 20);
    await page.heard('change {"x":250,"y":50,"source":"touch"}');
    await page.drag('across', -60, 40);

    await page.heard('across {"x":60,"y":100,"source":"touch"}');
  });

  it('<navigator> opens its page, and says when there is none', async () => {
    page = await world.open('navigator');
    await page.at('wrong').click();
    await page.heard(/^fail \{"errMsg":"navigateTo:fail page /);
    await page.at('go').click();

    await page.page.locator('html iframe[data-route="pages/view/index"]').waitFor();
  });

  it('<rich-text> lets in what is harmless only', async () => {
    page = await world.open('rich-text');
    const html = await page.at('html').innerHTML();

    expect(html).not.toMatch(/script|iframe|onclick|onerror|href|javascript/);
    expect(html).toMatch(/<b>bold<\/b>/);
    expect(html).toMatch(/width: 13\.3333vw/);
    await expect(page.at('nodes').innerText()).resolves.toBe('a\u2003b\u2003<c>');
    expect(page.errors).toEqual([]);
  });

  it('<progress> grows to its value and says so', async () => {
    page = await world.open('progress');
    await page.at('run').click();

    await page.heard('activeend {"curPercent":20}');
  });

  it('<canvas> gives touches from its own corner', async () => {
    page = await world.open('canvas');
    await page.at('canvas').click({ position: { x: 33, y: 44 } });

    await page.heard('touch 33 44');
  });

  it('<map> tells of markers and of coordinates, and can be moved', async () => {
    page = await world.open('map');
    await page.frame.locator('.wxi-pin').first().click();
    await page.heard('markertap {"markerId":7}');
    await page.at('map').click({ position: { x: 300, y: 20 } });
    await page.heard(/^tap 31\.23\d 121\.47\d$/);

    await expect(page.frame.locator('.wxi-pin').count()).resolves.toBe(2);
  });

  it('<page-meta> and <navigation-bar> dress the page and its bar', async () => {
    page = await world.open('page-meta');
    await page.page.locator('.nav-title', { hasText: 'From the page' }).waitFor();
    const before = await page.frame.locator('.rem').boundingBox();
    await page.at('grow').click();

    await eventually(
      () => page.frame.locator('.rem').boundingBox(),
      (box) => box?.height === (before?.height ?? 0) * 2,
      5,
    );
  });

  it('<root-portal> stands above what clips it; <page-container> opens and closes', async () => {
    page = await world.open('overlays');
    await page.at('portal').click();
    await page.heard(/^portal/);
    await page.at('open').click();
    await page.heard('enter {}');
    await page.frame.locator('.wxi-overlay').click({ position: { x: 100, y: 300 } });

    await page.heard('clickoverlay {}');
    await page.heard('afterleave {}');
  });

  it('<web-view> names its address and fails as without a business domain', async () => {
    page = await world.open('web-view');
    await page.frame.getByText('https://example.com/page', { exact: true }).waitFor();
    await page.heard('error {"src":"https://example.com/page"}');
  });

  it('plays animations of wx.createAnimation step by step, and keyframes', async () => {
    page = await world.open('animation');
    await page.at('move').click();
    await page.heard('transitionend');
    await eventually(
      () => page.style('moved', 'background-color'),
      (value) => value === 'rgb(138, 75, 216)',
      5,
    );
    expect(await page.style('moved', 'opacity')).toBe('0.5');
    await page.at('frames').click();
    await page.heard('framed');
    expect(await page.style('framed', 'opacity')).toBe('0.5');
    await page.at('clear').click();
    await page.heard('cleared');

    expect(await page.style('framed', 'opacity')).toBe('1');
  });

  describe('a finger', () => {
    it('taps once', async () => {
      page = await world.open('view');
      await page.at('touch').tap();
      await page.heard('touchend 0/1 number');
      await page.at('tap').tap();

      await page.heard(/^tap/);
      expect(await page.log()).toEqual(['touchstart 1/1 number', 'touchend 0/1 number', expect.stringMatching(/^tap/)]);
    });

    it('moves a swiper across and leaves the page where it is', async () => {
      page = await world.open('swiper');
      await page.swipe('plain', -200, 0);

      await page.heard('change {"current":1,"currentItemId":"id1","source":"touch"}');
    });

    it('scrolls a scroll-view without tapping what is in it', async () => {
      page = await world.open('scroll-view');
      await page.swipe('down', 0, -120);

      await page.heard('scrolltolower {"direction":"bottom"}');
    });

    it('pulls the page down', async () => {
      page = await world.open('page-scroll');
      await page.swipe('first', 0, 160);

      await page.heard('refresh');
    });

    it('moves what WXS moves', async () => {
      page = await world.open('wxs');
      await page.swipe('drag', 80, 0);

      await page.heard('told {"x":80,"held":false,"least":"5"}');
    });

    it('slides and moves pieces', async () => {
      page = await world.open('movable');
      await page.heard(/^across/);
      await page.swipe('across', 30, 0);
      await page.heard('across {"x":150,"y":100,"source":"touch"}');
    });
  });

  describe('WXS', () => {
    beforeEach(async () => {
      page = await world.open('wxs');
    });

    it('moves a tag by itself and keeps its own style', async () => {
      await page.drag('drag', 80, 0);

      await page.heard('told {"x":80,"held":false,"least":"5"}');
      expect(await page.style('drag', 'transform')).toBe('matrix(1, 0, 0, 1, 80, 0)');
      expect(await page.style('drag', 'border-left-width')).toBe('2px');
    });

    it('observes a property and calls the page', async () => {
      await page.at('limit').click();
      await page.heard('told {"now":40,"before":100}');
      await page.drag('drag', 80, 0);

      await page.heard('told {"x":40,"held":false,"least":"5"}');
    });

    it('stops an event by answering false', async () => {
      await page.at('kept').click();

      await page.heard('told {"kept":true}');
      expect(await page.log()).toHaveLength(1);
    });
  });

  describe('the page itself', () => {
    beforeEach(async () => {
      page = await world.open('page-scroll');
    });

    it('tells when its end is near', async () => {
      await page.frame.locator('.line').first().hover();
      await page.page.mouse.wheel(0, 3000);

      await page.heard('bottom true');
    });

    it('refreshes when it is pulled down, and comes back', async () => {
      const window = await page.page.locator('iframe[data-route="pages/page-scroll/index"]').boundingBox();
      const [x, y] = [(window?.x ?? 0) + 100, (window?.y ?? 0) + 50];
      await page.page.mouse.move(x, y);
      await page.page.mouse.down();
      for (let step = 1; step <= 8; step += 1) await page.page.mouse.move(x, y + step * 20);
      await page.page.mouse.up();
      await page.heard('refresh');
      const top = async () => (await page.frame.locator('.line').first().boundingBox())?.y ?? 0;

      await eventually(top, (value) => value === (window?.y ?? 0) + 10, 5);
    });
  });
});
