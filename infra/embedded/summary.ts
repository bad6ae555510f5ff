import type { DemoPreview } from './demo-preview.js';
import type { Logins, SystemUrls } from './environment.js';

export interface SummaryInput {
  readonly urls: SystemUrls;
  readonly logins: Logins;
  readonly dataDir: string;
  readonly withSandbox: boolean;
  /** Whether the demo agency has all its data. */
  readonly demoComplete: boolean;
  /** Shops of the demo that run in the browser. */
  readonly demoPreviews: readonly DemoPreview[];
  readonly seconds: number;
}

/** The table the start ends with: addresses, logins, data, how to stop. */
export function summary(input: SummaryInput): string {
  const { urls, logins } = input;
  const demo = `${logins.agency.email}   ${logins.agency.password}${input.demoComplete ? '' : '   (incomplete)'}`;
  const rows: [string, string][] = [
    ['Control plane', urls.controlPlane],
    ['API', `${urls.controlPlane}/api/docs`],
    ['Shopper API', `${urls.runtime}/openapi.json`],
    ...(input.withSandbox ? [['WeChat sandbox', urls.sandbox] as [string, string]] : []),
    ['Worker', `${urls.worker}/health/ready`],
    ['Operator', `${logins.operator.email}   ${logins.operator.password}`],
    ...(input.withSandbox ? [['Demo agency', demo] as [string, string]] : []),
    ['Data and logs', input.dataDir],
    ['Stop', 'Ctrl-C'],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `  ${name.padEnd(width)}   ${value}`);
  return [
    '',
    `Xiaopu is running (started in ${input.seconds.toFixed(1)} s).`,
    '',
    ...table,
    ...shops(input.demoPreviews, width),
    '',
  ].join('\n');
}

/** The demo's shops in the browser, one line each: line of business, shop, address. */
function shops(previews: readonly DemoPreview[], width: number): string[] {
  if (previews.length === 0) return [];
  // Chinese names take two columns a character, and so does the blank between them.
  const longest = Math.max(...previews.map(({ shop }) => shop.length));
  const lines = previews.map(
    ({ vertical, shop, address }) => `  ${vertical.padEnd(width)}   ${shop.padEnd(longest, '\u3000')}   ${address}`,
  );
  return ['', '  Shops of the demo in your browser, for a week:', ...lines];
}
