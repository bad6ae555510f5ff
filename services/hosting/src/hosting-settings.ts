/** What hosting needs to know of the installation. */
export class HostingSettings {
  constructor(
    /** Base of the shoppers' API; goes into every package. */
    readonly runtimeUrl: string,
    /** `https://host` that mini-programs may call, or null when the runtime has no public https address (then only developer tools can reach it). */
    readonly requestDomain: string | null,
    /** How long a step of a submission may take before another worker may take it over. */
    readonly stepLeaseSeconds: number,
  ) {}
}
