/** HTML for `<rich-text>`: pictures are kept inside the screen, which the component does not do by itself. */
function framed(html) {
  return String(html || '').replace(
    /<img\b(?![^>]*\bstyle=)/gi,
    '<img style="max-width:100%;height:auto;display:block"',
  );
}

/** HTML without its first paragraph, where that says only what stands on the page already. */
function beyond(said, html) {
  const whole = String(html || '');
  const first = /^\s*<(p|div)\b[^>]*>([\s\S]*?)<\/\1>/i.exec(whole);
  const words = first && first[2].replace(/<[^>]*>/g, '').trim();
  return first && words === said ? whole.slice(first[0].length).trim() : whole;
}

module.exports = { framed, beyond };
