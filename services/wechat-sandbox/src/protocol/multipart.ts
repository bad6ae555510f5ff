/** The first file of a multipart/form-data body, or null when there is none under `name`. */
export function readMultipartFile(
  contentType: string,
  body: Buffer,
  name: string,
): { filename: string; contentType: string; bytes: Buffer } | null {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return null;
  const delimiter = Buffer.from(`--${boundary}`);
  let start = body.indexOf(delimiter);
  while (start !== -1) {
    const headEnd = body.indexOf('\r\n\r\n', start);
    const next = body.indexOf(delimiter, start + delimiter.length);
    if (headEnd === -1 || next === -1) return null;
    const head = body.subarray(start, headEnd).toString('utf8');
    if (new RegExp(`name="${name}"`).test(head)) {
      return {
        filename: /filename="([^"]*)"/.exec(head)?.[1] ?? '',
        contentType: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? '',
        bytes: body.subarray(headEnd + 4, next - 2),
      };
    }
    start = next;
  }
  return null;
}
