import { type DestinationStream, type Logger, pino } from 'pino';

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

/** Members of errors that say what failed. Others carry what was being written: a statement's parameters, a row's contents. */
const shownOfErrors = ['type', 'message', 'stack', 'code', 'errcode', 'status', 'query', 'constraint', 'table'];

/** JSON lines on stdout, one logger per program. Log lines about a tenant carry `tenantId`. */
export function createLogger(
  program: string,
  level: string,
  destination: DestinationStream = pino.destination(1),
): Logger {
  const options = {
    name: program,
    level,
    redact: {
      paths: secretPaths.flatMap((path) => [path, `*.${path}`, `headers.${path}`, `req.headers.${path}`]),
      censor: '[secret]',
    },
    serializers: { err: describeError },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return pino(options, destination);
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const described = Object.entries(pino.stdSerializers.err(error));
  return Object.fromEntries(described.filter(([name]) => shownOfErrors.includes(name)));
}
