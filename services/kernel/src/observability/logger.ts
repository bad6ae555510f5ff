import { pino, type Logger } from 'pino';

/** Fields that must never reach a log, wherever they turn up. */
const secretPaths = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'privateKeyPem',
  'apiV3Key',
  'refreshToken',
  'sessionKey',
  'component_appsecret',
  'authorizer_refresh_token',
];

/** JSON lines on stdout, one logger per program. Log lines about a tenant carry `tenantId`. */
export function createLogger(program: string, level: string): Logger {
  return pino({
    name: program,
    level,
    redact: {
      paths: secretPaths.flatMap((path) => [path, `*.${path}`, `headers.${path}`, `req.headers.${path}`]),
      censor: '[secret]',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
