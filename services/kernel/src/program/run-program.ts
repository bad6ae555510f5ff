import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SettingsError } from '../config/settings.js';

export interface ListenOptions {
  readonly program: string;
  readonly host: string;
  readonly port: number;
  /** Name of the setting that `port` came from. */
  readonly portSetting: string;
}

/** A second address of a program; closed with its app. */
export interface ListenBeside {
  readonly portSetting: string;
  /** @returns the address it listens on */
  readonly listen: () => Promise<string>;
}

/**
 * The life of a program: start, listen, serve, stop on SIGTERM or SIGINT. What keeps it from starting is said in one sentence on
 * stderr and ends it with exit code 1, before anything is served.
 */
export async function runProgram(
  start: () => Promise<{ app: NestFastifyApplication; listen: ListenOptions; beside?: ListenBeside }>,
): Promise<void> {
  let portSetting: string | undefined;
  try {
    const { app, listen, beside } = await start();
    app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
    if (beside) {
      portSetting = beside.portSetting;
      process.stdout.write(`${listen.program} listening on ${await beside.listen()} as well\n`);
    }
    portSetting = listen.portSetting;
    await app.listen(listen.port, listen.host);
    process.stdout.write(`${listen.program} listening on ${await app.getUrl()}\n`);
  } catch (error) {
    process.stderr.write(`${startFailure(error, portSetting)}\n`);
    process.exit(1);
  }
}

/** One sentence that names the setting and the remedy, for the faults an operator can mend. */
export function startFailure(error: unknown, portSetting = 'the setting of its port'): string {
  if (error instanceof SettingsError) return error.message;
  const { code, message, port } = (error ?? {}) as { code?: string; message?: string; port?: number };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Stop the program that uses it, or set another port in ${portSetting}.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user. Choose one above 1023 in ${portSetting}.`;
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
      return `A server could not be reached (${message}). Check DATABASE_URL, REDIS_URL and S3_ENDPOINT and that these servers run.`;
    case '28P01':
    case '28000':
      return 'PostgreSQL refused the log-in. Check DATABASE_URL and MASTER_KEY, and run the migration (node dist/infra/database/migrate.js).';
    case '3D000':
      return 'The database named by DATABASE_URL does not exist. Create it, then run the migration (node dist/infra/database/migrate.js).';
    case 'ENOSPC':
      return 'The disk is full. Free some space on the volume of STORAGE_DIR and start again.';
    default:
      return error instanceof Error ? `The program could not start: ${error.stack ?? error.message}` : String(error);
  }
}
