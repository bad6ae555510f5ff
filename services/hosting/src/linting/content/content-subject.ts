import type { TemplateVersion } from '../../templates/template-version.js';

/** What is asked of a template to judge a merchant's settings. */
export type ContentSubject = Pick<TemplateVersion, 'manifest' | 'sections' | 'settingsSchema'>;
