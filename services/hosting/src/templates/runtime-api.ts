/** Version of the shoppers' API (`<major>.<minor>`). A minor version adds, a major one breaks. */
export const runtimeApiVersion = '1.1';

/** Whether code written against the given version of the API can be served. */
export function runtimeApiServes(least: string, offered: string = runtimeApiVersion): boolean {
  const [major = 0, minor = 0] = least.split('.').map(Number);
  const [ourMajor = 0, ourMinor = 0] = offered.split('.').map(Number);
  return major === ourMajor && minor <= ourMinor;
}
