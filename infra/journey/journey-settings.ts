import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isUploaderInstalled } from '#infra/embedded/uploader.js';
import { projectRoot } from '#kernel/config/project-root.js';
import type { JourneyAccounts } from './journey-context.js';
import { JourneyFault } from './station.js';

export interface JourneySettings {
  readonly controlPlaneUrl: string;
  readonly runtimeUrl: string;
  readonly sandboxUrl: string;
  /** Whether the official uploader is installed, so that its program must answer; not, when left out. */
  readonly uploaderExpected?: boolean;
  readonly accounts: JourneyAccounts;
}

/** From the environment; what it does not name, from what `npm start` wrote into its data folder. @throws JourneyFault */
export function readJourneySettings(env: NodeJS.ProcessEnv = process.env): JourneySettings {
  const dataDir = env['XIAOPU_DATA_DIR'] ?? path.join(projectRoot(), '.data');
  const started = readJson(path.join(dataDir, 'runtime.json'));
  const want = (name: string, remembered: unknown): string => {
    const value = env[name] ?? remembered;
    if (typeof value === 'string' && value !== '') return value;
    throw new JourneyFault(`${name} is not known. Start the system with \`npm start\` first, or set ${name}.`);
  };
  const urls = (started['urls'] ?? {}) as Record<string, unknown>;
  const logins = (started['logins'] ?? {}) as Record<string, { email?: string; password?: string } | undefined>;
  const account = (who: string, remembered: { email?: string; password?: string } = {}) => ({
    email: want(`DEMO_${who}_EMAIL`, remembered.email),
    password: want(`DEMO_${who}_PASSWORD`, remembered.password),
  });
  return {
    controlPlaneUrl: want('CONTROL_PLANE_URL', urls['controlPlane']),
    runtimeUrl: want('RUNTIME_URL', urls['runtime']),
    sandboxUrl: want('SANDBOX_URL', urls['sandbox']),
    uploaderExpected: env['UPLOADER_EXPECTED']
      ? env['UPLOADER_EXPECTED'] === 'true'
      : isUploaderInstalled(projectRoot()),
    accounts: {
      operator: account('OPERATOR', logins['operator']),
      agency: { name: env['DEMO_AGENCY_NAME'] ?? '西湖数字 West Lake Digital', ...account('AGENCY', logins['agency']) },
    },
  };
}

function readJson(file: string): Record<string, unknown> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
}
