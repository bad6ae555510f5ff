import { cpSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';

/** A copy of the templates below a folder, for a house whose templates change on the way. @returns its path */
export function openTemplates(folder: string): string {
  const templates = path.join(folder, 'templates');
  cpSync(path.join(projectRoot(), 'templates'), templates, { recursive: true });
  return templates;
}
