/** Reads a template's settings schema: which settings are packaged, and what the format's rules find wrong. */

/** JSON pointers of all settings with `x-delivery: packaged`. */
export function packagedPointers(schema) {
  return leaves(schema)
    .filter(({ node }) => node['x-delivery'] === 'packaged')
    .map(({ pointer }) => pointer);
}

/** JSON pointers that an ext template takes from the config, each once. */
export function settingPointers(value) {
  if (Array.isArray(value)) return unique(value.flatMap(settingPointers));
  if (value === null || typeof value !== 'object') return [];
  if (typeof value.$setting === 'string') return [value.$setting];
  return unique(Object.values(value).flatMap(settingPointers));
}

/** Breaches of the format in templates/README.md, one sentence each. */
export function schemaFaults(schema) {
  return nodes(schema, '').flatMap(({ node, pointer }) => {
    const place = pointer || '/';
    const faults = [];
    if (!isWords(node['x-title'])) faults.push(`${place} has no x-title in zh and en`);
    if (node.type === 'object' && node.additionalProperties !== false) faults.push(`${place} allows unknown settings`);
    if (node.type !== 'object' && !['live', 'packaged'].includes(node['x-delivery'])) {
      faults.push(`${place} has no x-delivery`);
    }
    for (const value of node.enum ?? []) {
      if (!isWords(node['x-options']?.[value])) faults.push(`${place} has no x-options title for ${value}`);
    }
    return faults;
  });
}

function leaves(schema) {
  return nodes(schema, '').filter(({ node }) => node.type !== 'object');
}

/** Every node that describes a setting or a group of settings; alternatives of an array are marked with their type. */
function nodes(node, pointer) {
  const own = { node, pointer };
  if (node.type === 'object') {
    return [own, ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => nodes(child, `${pointer}/${key}`))];
  }
  if (node.type === 'array') {
    const alternatives = node.items.oneOf ?? [node.items];
    return [
      own,
      ...alternatives.flatMap((entry) => nodes(entry, `${pointer}/${entry.properties?.type?.const ?? '*'}`)),
    ];
  }
  return [own];
}

function isWords(value) {
  return typeof value?.zh === 'string' && typeof value?.en === 'string';
}

function unique(items) {
  return [...new Set(items)];
}
