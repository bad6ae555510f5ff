import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { privacyUses } from '../checks/privacy-checks.js';
import type { AuditSubject } from './audit-subject.js';

/** Scopes that only an interface can give; a name, a phone number or an address may also be typed into a form. */
const onlyByInterface = new Set(
  `Album AlbumWriteOnly BlueTooth CalendarWriteOnly Camera Contact Invoice LicensePlate Location ChooseLocation MessageFile Record
  RunData`.split(/\s+/),
);

/** The other direction of the privacy check: what is declared is collected, too (shared/wechat/mini-program-package.md §10). */
export function checkUnusedScopes({ source, manifest }: AuditSubject): Finding[] {
  const used = new Set(privacyUses(source).flatMap(({ scopes }) => scopes));
  return manifest.privacyScopes
    .filter((scope) => onlyByInterface.has(scope) && !used.has(scope))
    .map((scope) => finding('audit.scope_unused', { file: 'manifest.json' }, { scope }));
}
