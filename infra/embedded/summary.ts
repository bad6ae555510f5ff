import type { Logins, SystemUrls } from './environment.js';

export interface SummaryInput {
  readonly urls: SystemUrls;
  readonly logins: Logins;
  readonly dataDir: string;
  readonly withSandbox: boolean;
  /** Whether the demo agency has all its data. */
  readonly demoComplete: boolean;
  /** Where a shop of the demo runs in the browser. */
  readonly demoPreview: string | null;
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
    ...(input.demoPreview === null ? [] : [['Demo shop', input.demoPreview] as [string, string]]),
    ['Worker', `${urls.worker}/health/ready`],
    ['Operator', `${logins.operator.email}   ${logins.operator.password}`],
    ...(input.withSandbox ? [['Demo agency', demo] as [string, string]] : []),
    ['Data and logs', input.dataDir],
    ['Stop', 'Ctrl-C'],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `  ${name.padEnd(width)}   ${value}`);
  return ['', `Xiaopu is running (started in ${input.seconds.toFixed(1)} s).`, '', ...table, ''].join('\n');
}
