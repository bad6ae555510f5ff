import fs from 'node:fs';
import path from 'node:path';

const posix = path.posix;

/**
 * Every file of a component library that a mini-program needs, starting from the components it names.
 *
 * Follows JS imports, `usingComponents`, WXSS `@import`, WXML `import`/`include`/`wxs` and WXS `require`.
 * A component that a template declares but whose tag never occurs in its WXML is left out.
 *
 * @param {string} root folder of the library (the one that becomes `miniprogram_npm/<library>`)
 * @param {string[]} entries component paths below it without extension, as `stepper/stepper`
 * @returns {string[]} sorted paths below `root`
 * @throws when a reference leads nowhere
 */
export function componentClosure(root, entries) {
  const found = new Set();
  const queue = [];
  const isFile = (file) => fs.existsSync(path.join(root, file)) && fs.statSync(path.join(root, file)).isFile();
  const add = (file) => {
    if (!found.has(file)) {
      found.add(file);
      queue.push(file);
    }
  };
  const addComponent = (component) => {
    for (const extension of ['.json', '.js', '.wxml', '.wxss']) {
      if (isFile(component + extension)) add(component + extension);
      else if (extension !== '.wxss') throw new Error(`component ${component} has no ${extension} file in ${root}`);
    }
  };

  for (const entry of entries) addComponent(entry);
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    if (file.endsWith('.json')) {
      for (const component of Object.values(usedComponents(root, file, text))) {
        addComponent(posix.join(posix.dirname(file), component));
      }
      continue;
    }
    for (const reference of references(file, text)) {
      add(resolveReference(file, reference, isFile));
    }
  }
  return [...found].sort();
}

/** The `usingComponents` of a component JSON whose tags occur in the WXML beside it. */
export function usedComponents(root, jsonFile, jsonText) {
  const declared = JSON.parse(jsonText).usingComponents ?? {};
  const wxml = fs.readFileSync(path.join(root, jsonFile.replace(/\.json$/, '.wxml')), 'utf8');
  const templates = [...wxml.matchAll(/<(?:import|include)\b[^>]*?src=["']([^"']+)["']/g)].map((match) =>
    fs.readFileSync(path.join(root, posix.join(posix.dirname(jsonFile), match[1])), 'utf8'),
  );
  const markup = [wxml, ...templates].join('\n');
  return Object.fromEntries(Object.entries(declared).filter(([tag]) => new RegExp(`<${tag}[\\s/>]`).test(markup)));
}

/** Module specifiers of a JS text: `import … from 'x'`, `export … from 'x'`, `import 'x'`, `require('x')`. */
export function moduleSpecifiers(text) {
  const pattern =
    /(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+?\s*from\s*)?["']([^"']+)["']|require\(["']([^"']+)["']\)/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2]);
}

/** The file below the library root that a reference means; bare names are looked up in `miniprogram_npm` folders. */
export function resolveReference(from, reference, isFile) {
  const folder = posix.dirname(from);
  const candidates = [];
  if (reference.startsWith('.') || !from.endsWith('.js')) {
    candidates.push(reference.startsWith('/') ? reference.slice(1) : posix.join(folder, reference));
  } else {
    for (let parent = folder; ; parent = posix.dirname(parent)) {
      candidates.push(posix.join(parent, 'miniprogram_npm', reference));
      if (parent === '.') break;
    }
  }
  for (const base of candidates) {
    for (const file of [base, `${base}.js`, `${base}/index.js`]) {
      if (isFile(file)) return file;
    }
  }
  throw new Error(`${from} refers to ${reference}, which does not exist`);
}

function references(file, text) {
  const all = (pattern) => [...text.matchAll(pattern)].map((match) => match[1]);
  if (file.endsWith('.js')) return moduleSpecifiers(text);
  if (file.endsWith('.wxss')) return all(/@import\s+(?:url\()?["']?([^"')\s;]+)/g);
  if (file.endsWith('.wxml')) return all(/<(?:import|include|wxs)\b[^>]*?src=["']([^"']+)["']/g);
  if (file.endsWith('.wxs')) return all(/require\(["']([^"']+)["']\)/g);
  return [];
}
