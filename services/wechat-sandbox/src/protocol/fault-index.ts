import type { Fault } from '../state/fault.model.js';

/** Finds the fault a call runs into without looking at all of them; made anew when the list was replaced. */
export class FaultIndex {
  private source: Fault[] | null = null;
  private byPath = new Map<string, Fault[]>();
  private prefixes: Fault[] = [];

  /**
   * Uses up one `times` of the first fault for one of `paths` (as sent, and the route's pattern) that `concerns` accepts; while it
   * has `skip` left, it uses up that and lets the call pass. A fault without `times` left disappears from `faults`.
   */
  take(faults: Fault[], paths: readonly string[], concerns: (appid: string) => boolean): Fault | null {
    if (faults.length === 0) return null;
    if (this.source !== faults) this.build(faults);
    for (const bucket of [...paths.map((path) => this.byPath.get(path)), this.prefixes]) {
      const fault = bucket?.find(
        ({ path, appid }) =>
          (bucket !== this.prefixes || paths.some((sent) => sent.startsWith(path.slice(0, -1)))) &&
          (appid === undefined || concerns(appid)),
      );
      if (!bucket || !fault) continue;
      if ((fault.skip ?? 0) > 0) {
        fault.skip = (fault.skip ?? 0) - 1;
        return null;
      }
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times <= 0) for (const list of [bucket, faults]) list.splice(list.indexOf(fault), 1);
      return fault;
    }
    return null;
  }

  private build(faults: Fault[]): void {
    this.source = faults;
    this.byPath = new Map();
    this.prefixes = faults.filter(({ path }) => path.endsWith('*'));
    for (const fault of faults) {
      if (fault.path.endsWith('*')) continue;
      const bucket = this.byPath.get(fault.path);
      if (bucket) bucket.push(fault);
      else this.byPath.set(fault.path, [fault]);
    }
  }
}
