/** The description to upload a template version with, so that it is found again in the draft box and in the library. */
export function draftMark(template: {
  readonly id: string;
  readonly version: string;
  readonly baseDigest: string;
}): string {
  return `${template.id}@${template.version} ${template.baseDigest.slice(0, 19)}`;
}
