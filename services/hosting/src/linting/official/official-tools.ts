import { runMiniprogramCi } from './miniprogram-ci.js';
import { runNativeCompilers } from './native-compilers.js';
import type { ToolReport } from './tool-report.js';

/**
 * WeChat's tools that run as programs, one report each. A gate for templates; a tool that cannot run here is no fault of theirs.
 * @param files a rendered package, `ext.json` included
 */
export async function askOfficialTools(files: ReadonlyMap<string, Buffer>): Promise<ToolReport[]> {
  const [native, ci] = await Promise.all([runNativeCompilers(files), runMiniprogramCi(files)]);
  return [...native, ci];
}
