import type { Finding } from '../finding.js';

/** What one of WeChat's tools said, or why it could not be asked. */
export type ToolReport =
  | { readonly tool: string; readonly ran: true; readonly findings: readonly Finding[] }
  | { readonly tool: string; readonly ran: false; readonly reason: string };
