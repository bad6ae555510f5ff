import type { Page } from 'playwright-core';

/** What goes wrong on a phone: errors of the browser and of the mini-program, and requests that the shop refuses. */
export class PhoneTrouble {
  private readonly errors: string[] = [];
  private readonly expected: string[] = [];

  constructor(private readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
  }

  /** @param request as the console shows it, e.g. `/quote → 422` */
  expect(request: string): void {
    this.expected.push(request);
  }

  /** Refusals that were expected and did not come are among them. */
  async complaints(): Promise<string[]> {
    const shown = await this.troubledLines();
    const missing = this.expected.filter((request) => !shown.some((line) => line.endsWith(request)));
    const unexpected = shown.filter((line) => !this.expected.some((request) => line.endsWith(request)));
    return [...this.errors, ...unexpected, ...missing.map((request) => `not refused: ${request}`)];
  }

  private async troubledLines(): Promise<string[]> {
    const lines = await this.page.locator('.console-lines li').evaluateAll((items) =>
      items.map((item) => {
        const { className, textContent } = item as unknown as { className: string; textContent: string };
        return { className, textContent };
      }),
    );
    return lines
      .filter(
        ({ className, textContent }) =>
          className === 'line-error' || (className === 'line-request' && !/→ [23]\d\d$/.test(textContent)),
      )
      .map(({ textContent }) => textContent);
  }
}
