import { type AddressPolicy, publicAddressesOnly } from './images/image-download.js';

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
  ) {}
}
