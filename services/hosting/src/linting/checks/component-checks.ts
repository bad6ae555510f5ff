import { isJsonObject, type JsonObject, pointerTo } from '../../templates/json.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { PackageSource } from '../source/package-source.js';
import { resolveComponent } from '../source/resolve.js';
import { builtInTags } from '../source/built-in-tags.js';

/** `usingComponents` and generic defaults of every json: the target exists and is a component (§4.4). */
export function checkComponents(source: PackageSource): Finding[] {
  const users = source
    .paths('.json')
    .filter((file) => file === 'app.json' || source.has(file.replace(/json$/, 'wxml')));
  const components = new Set<string>();
  const findings = users.flatMap((file) =>
    componentPaths(source.object(file)).flatMap(({ pointer, name, path }) => {
      const at = { file, line: source.json(file).lineOf(pointer) };
      const badName =
        builtInTags.has(name) || !/^[a-zA-Z][\w-]*$/.test(name) ? [finding('component.name', at, { name })] : [];
      if (/^(?:plugin|plugin-private|dynamicLib|ext):\/\//.test(path)) return badName;
      const found = resolveComponent(file, path, (candidate) => source.has(candidate));
      if (found) components.add(found);
      return found ? badName : [...badName, finding('component.not_found', at, { name, path })];
    }),
  );
  for (const path of components) {
    if (source.object(`${path}.json`)['component'] !== true)
      findings.push(finding('component.not_declared', { file: `${path}.json` }, { path }));
    if (!source.has(`${path}.js`)) findings.push(finding('component.file_missing', { file: `${path}.json` }, { path }));
  }
  return findings;
}

function componentPaths(json: JsonObject): { pointer: string; name: string; path: string }[] {
  const using = isJsonObject(json['usingComponents']) ? Object.entries(json['usingComponents']) : [];
  const generics = isJsonObject(json['componentGenerics']) ? Object.entries(json['componentGenerics']) : [];
  return [
    ...using.map(([name, path]) => ({ pointer: pointerTo('/usingComponents', name), name, path })),
    ...generics.map(([name, generic]) => ({
      pointer: pointerTo('/componentGenerics', name),
      name,
      path: isJsonObject(generic) ? generic['default'] : undefined,
    })),
  ].filter((entry): entry is { pointer: string; name: string; path: string } => typeof entry.path === 'string');
}

/** Names a page's or component's wxml may use as tags besides the built-in ones. */
export function declaredTags(source: PackageSource, owner: string): Set<string> {
  const own = source.object(`${owner}.json`);
  const names = [source.app['usingComponents'], own['usingComponents'], own['componentGenerics']];
  return new Set(names.flatMap((map) => (isJsonObject(map) ? Object.keys(map) : [])));
}
