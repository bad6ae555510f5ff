import { templatesDirOf } from '#kernel/config/project-root.js';
import { type AddressPolicy, publicAddressesOnly } from './images/image-download.js';

/** How patient the shop is, in seconds. */
export interface CommerceTimes {
  /** How long an order waits for its payment. */
  readonly orderLifetime: number;
  /** After how long without a notice WeChat Pay is asked for the first time; later ever more rarely, see `nextCheck`. */
  readonly payRecheck: number;
}

export const usualTimes: CommerceTimes = { orderLifetime: 900, payRecheck: 60 };

/**
 * SQL for when to ask again about something that began at `since`: after as long again as it is old, at first `firstSeconds`, at most
 * half an hour apart. It is written before the call is made, so that whatever becomes of the call, the next one comes, and no row that
 * keeps failing stands before all others in the sweeper's list for ever.
 */
export function nextCheck(since: string, firstSeconds: number): string {
  return `now() + least(greatest(now() - ${since}, interval '${firstSeconds} seconds'), interval '30 minutes')`;
}

/** What commerce needs to know of the program it runs in. */
export class CommerceSettings {
  /**
   * @param runtimeUrl where WeChat Pay reaches the runtime, without a trailing slash
   * @param templatesDir folder of the templates, whose pictures an import may name
   */
  constructor(
    readonly runtimeUrl: string,
    readonly templatesDir: string,
    readonly imageAddresses: AddressPolicy = publicAddressesOnly,
    readonly times: CommerceTimes = usualTimes,
  ) {}
}

interface CommerceEnvironment {
  readonly RUNTIME_URL: string;
  readonly TEMPLATES_DIR?: string;
  readonly ORDER_LIFETIME_SECONDS: number;
  readonly PAY_RECHECK_SECONDS: number;
}

/** The environment's settings as commerce wants them. */
export function commerceSettingsOf(settings: CommerceEnvironment): CommerceSettings {
  return new CommerceSettings(settings.RUNTIME_URL.replace(/\/+$/, ''), templatesDirOf(settings), publicAddressesOnly, {
    orderLifetime: settings.ORDER_LIFETIME_SECONDS,
    payRecheck: settings.PAY_RECHECK_SECONDS,
  });
}
