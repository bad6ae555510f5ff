import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { projectRoot } from '#kernel/config/project-root.js';
import type { TestBrowser } from '#testing/browser.js';
import { eventually } from '#testing/eventually.js';

/** What the last run leaves behind: a folder of pictures for each journey, and the programs' logs. */
export const ARTEFACTS = path.join(projectRoot(), '.data', 'shopper-journeys');
/** Every picture that is in sight has arrived, and the letters have their shape. */
const DRAWN = `document.fonts.status === 'loaded' && [...document.images].every((image) => {
  const { top, bottom } = image.getBoundingClientRect();
  return bottom < 0 || top > innerHeight || (image.complete && image.naturalWidth > 0);
})`;

/** Templates take what is tapped within half a second of a page's opening for the second half of a double tap. */
const SETTLED = 'performance.now() > 600';

/** A shopper's phone with one mini-program in it: what can be read on the page in front, and what a finger does there. */
export class Phone {
  private readonly errors: string[] = [];
  private taken = 0;
  private route = '';

  private constructor(
    private readonly page: Page,
    private readonly folder: string,
  ) {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
  }

  /** @param journey names the folder of its pictures, which is emptied */
  static async open(browser: TestBrowser, journey: string): Promise<Phone> {
    const folder = path.join(ARTEFACTS, journey);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return new Phone(await browser.context.newPage(), folder);
  }

  async visit(url: string): Promise<void> {
    await this.page.goto(`${url}?language=zh&theme=light`);
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

  /** Taps words, or what a screen reader calls so; of several the one that lies on top. */
  async taps(words: string | RegExp): Promise<void> {
    await this.text(words).or(this.named(words)).last().tap();
  }

  /** Scrolls until the words are in sight. */
  async scrollsTo(words: string): Promise<void> {
    await this.text(words).last().scrollIntoViewIfNeeded();
  }

  async writes(field: string, value: string): Promise<void> {
    await this.front.getByLabel(field, { exact: true }).locator('visible=true').last().tap();
    await this.page.keyboard.insertText(value);
  }

  async opensTab(text: string): Promise<void> {
    await this.page.locator('.tab').getByText(text, { exact: true }).tap();
  }

  async goesBack(): Promise<void> {
    await this.page.locator('section.page.front').getByRole('button', { name: '返回' }).tap();
  }

  /** Turns the wheels of a picker to these rows and confirms. */
  async picks(...rows: readonly string[]): Promise<void> {
    const dialog = this.dialog('picker');
    for (const row of rows) {
      await dialog.getByRole('option', { name: row, exact: true }).tap();
      await dialog.getByRole('option', { name: row, exact: true, selected: true }).waitFor();
    }
    await this.answers('picker', '确定');
  }

  /** Answers a dialog of WeChat's. */
  async answers(kind: string, button: string): Promise<void> {
    await this.dialog(kind).getByRole('button', { name: button, exact: true }).tap();
    await this.dialog(kind).waitFor({ state: 'detached' });
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

  /** What went wrong on this phone: errors of the browser and of the mini-program, and requests that were refused. */
  async complaints(): Promise<string[]> {
    const lines = await this.page.locator('.console-lines li').evaluateAll((items) =>
      items.map((item) => {
        const { className, textContent } = item as unknown as { className: string; textContent: string };
        return { className, textContent };
      }),
    );
    const shown = lines.filter(
      ({ className, textContent }) =>
        className === 'line-error' || (className === 'line-request' && !/→ [23]\d\d$/.test(textContent)),
    );
    return [...this.errors, ...shown.map(({ textContent }) => textContent)];
  }

  /** Waits until something is true in the page in front. */
  private async holds(condition: string): Promise<void> {
    const window = await this.page.locator('section.page.front > iframe').elementHandle();
    const frame = await window?.contentFrame();
    if (!frame) throw new Error('no page is in front');
    await eventually(() => frame.evaluate<boolean>(condition), Boolean);
  }

  private get front(): FrameLocator {
    return this.page.frameLocator(`section.page.front[data-route="${this.route}"] > iframe`);
  }
}
