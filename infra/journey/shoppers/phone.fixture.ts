import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { projectRoot } from '#kernel/config/project-root.js';
import type { TestBrowser } from '#testing/browser.js';
import { eventually } from '#testing/eventually.js';
import type { PhoneSettings } from './phone-settings.fixture.js';
import { PhoneTrouble } from './phone-trouble.fixture.js';

/** What the last run leaves behind: pictures by shop, journey and phone, and the programs' logs. */
export const ARTEFACTS = path.join(projectRoot(), '.data', 'shopper-journeys');

/** Every picture that is in sight has arrived, and the letters have their shape. */
const DRAWN = `document.fonts.status === 'loaded' && [...document.images].every((image) => {
  const { top, bottom } = image.getBoundingClientRect();
  return bottom < 0 || top > innerHeight || (image.complete && image.naturalWidth > 0);
})`;
/** The upper half of the screen. */
const HIGH_PX = 400;

/** Templates take what is tapped within half a second of a page's opening for the second half of a double tap. */
const SETTLED = 'performance.now() > 600';

/** A shopper's phone with one mini-program in it: what can be read on the page in front, and what a finger does there. */
export class Phone {
  private readonly trouble: PhoneTrouble;
  private taken = 0;
  private route = '';

  private constructor(
    private readonly page: Page,
    private readonly settings: PhoneSettings,
    private readonly folder: string,
  ) {
    this.trouble = new PhoneTrouble(page);
  }

  /** @param pictures names the folder of its pictures */
  static async open(browser: TestBrowser, settings: PhoneSettings, pictures: string): Promise<Phone> {
    const folder = path.join(ARTEFACTS, pictures);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const context = await browser.anotherPerson();
    // Several phones and other suites keep the machine busy; where a tap works it takes a moment.
    context.setDefaultTimeout(20_000);
    return new Phone(await context.newPage(), settings, folder);
  }

  /** The phone of somebody else: WeChat logs in whom it belongs to. */
  async belongsTo(user: string): Promise<void> {
    await this.page.route('**/play/login', (route) => route.continue({ postData: JSON.stringify({ user }) }));
  }

  async visit(url: string): Promise<void> {
    const { language, theme, font } = this.settings;
    await this.page.goto(`${url}?language=${language}&theme=${theme}&font=${font}`);
  }

  /** Goes through a journey; where it ends early, the error says what the phone complained of, and a picture shows the screen. */
  async during(journey: () => Promise<void>): Promise<void> {
    try {
      await journey();
    } catch (error) {
      await this.page.screenshot({ path: path.join(this.folder, 'ended-here.png') });
      const complaints = await this.complaints();
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`on ${this.route}: ${message}\n${complaints.join('\n')}`, { cause: error });
    }
  }

  /** Waits until a page is in front; what follows is done there. */
  async stands(route: string): Promise<void> {
    await this.page.locator(`section.page.front[data-route="${route}"]`).waitFor();
    this.route = route;
    await this.holds(SETTLED);
  }

  /** A page with these words comes to the front; keeps a picture of it. */
  async arrives(route: string, words: string | RegExp, picture: string): Promise<void> {
    await this.stands(route);
    await this.reads(words);
    await this.keepsPicture(picture);
  }

  /** A text that stands there word for word, or matches. */
  text(words: string | RegExp): Locator {
    return this.front.getByText(words, { exact: true }).filter({ visible: true });
  }

  /** What a screen reader announces by this name. */
  named(name: string | RegExp): Locator {
    return this.front.getByLabel(name, { exact: true }).filter({ visible: true });
  }

  async reads(words: string | RegExp): Promise<void> {
    await this.text(words).first().waitFor();
  }

  /** Taps words, or what a screen reader calls so; of several the one that lies on top, or the first. */
  async taps(words: string | RegExp, which: 'first' | 'last' = 'last'): Promise<void> {
    await this.text(words).or(this.named(words))[which]().tap();
  }

  /** Waits until the page has scrolled by itself so far that the words lie high up in it, and has come to rest. */
  async comesTo(words: string): Promise<void> {
    let before = -1;
    await eventually(async () => {
      const { y = -1 } = (await this.text(words).first().boundingBox()) ?? {};
      const rests = y === before && y >= 0 && y < HIGH_PX;
      before = y;
      return rests;
    }, Boolean);
  }

  /** Scrolls until the words are in sight. */
  async scrollsTo(words: string): Promise<void> {
    await this.text(words).last().scrollIntoViewIfNeeded();
  }

  async writes(field: string, value: string): Promise<void> {
    await this.field(field).tap();
    await this.page.keyboard.insertText(value);
  }

  /** Writes in the place of what stands in a field. */
  async rewrites(field: string, value: string): Promise<void> {
    await this.field(field).fill('');
    await this.writes(field, value);
  }

  async opensTab(text: string): Promise<void> {
    await this.page.locator('.tab').getByText(text, { exact: true }).tap();
  }

  async goesBack(): Promise<void> {
    await this.page.locator('section.page.front .nav-button').first().tap();
  }

  /** Turns the wheels of a picker to these rows and confirms. */
  async picks(...rows: readonly string[]): Promise<void> {
    const dialog = this.dialog('picker');
    for (const row of rows) {
      await dialog.getByRole('option', { name: row, exact: true }).tap();
      await dialog.getByRole('option', { name: row, exact: true, selected: true }).waitFor();
    }
    await this.agrees('picker');
  }

  /** Says yes to a dialog of WeChat's, with these values in its fields. */
  async agrees(kind: string, fields: Readonly<Record<string, string | number>> = {}): Promise<void> {
    const dialog = this.dialog(kind);
    for (const [name, value] of Object.entries(fields)) await dialog.locator(`[name="${name}"]`).fill(String(value));
    await dialog.locator('[data-answer="confirm"]').tap();
    await dialog.waitFor({ state: 'detached' });
  }

  /** The page says that something cannot be so. */
  async isWarned(): Promise<void> {
    await this.front.locator('[aria-live="assertive"]').filter({ visible: true, hasText: /./ }).waitFor();
  }

  /** Hears of something by words that lie over the page for a moment, kept in a picture, and waits until they are gone. */
  async hears(words: string, picture: string): Promise<void> {
    const toast = this.page.locator('.toast');
    await toast.getByText(words).waitFor();
    await this.keepsPicture(picture);
    await toast.waitFor({ state: 'detached' });
  }

  dialog(kind: string): Locator {
    return this.page.locator(`[data-dialog="${kind}"]`);
  }

  /** Keeps a picture of the screen once everything in it is drawn. */
  async keepsPicture(name: string): Promise<void> {
    await this.holds(DRAWN);
    this.taken += 1;
    const file = `${String(this.taken).padStart(2, '0')}-${name}.png`;
    await this.page.screenshot({ path: path.join(this.folder, file), animations: 'disabled' });
  }

  /** The shop refuses something, and says so to the shopper: no complaint. @param request as the console shows it, e.g. `/quote → 422` */
  expectsRefusal(request: string): void {
    this.trouble.expect(request);
  }

  /** What went wrong on this phone. */
  complaints(): Promise<string[]> {
    return this.trouble.complaints();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Waits until something is true in the page in front. */
  private async holds(condition: string): Promise<void> {
    const window = await this.page.locator('section.page.front > iframe').elementHandle();
    const frame = await window?.contentFrame();
    if (!frame) throw new Error('no page is in front');
    await eventually(() => frame.evaluate<boolean>(condition), Boolean);
  }

  private field(name: string): Locator {
    return this.front.getByLabel(name, { exact: true }).locator('visible=true').last();
  }

  private get front(): FrameLocator {
    return this.page.frameLocator(`section.page.front[data-route="${this.route}"] > iframe`);
  }
}
