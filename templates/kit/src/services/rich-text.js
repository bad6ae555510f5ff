/** HTML for `<rich-text>`: pictures are kept inside the screen, which the component does not do by itself. */
function framed(html) {
  return String(html || '').replace(
    /<img\b(?![^>]*\bstyle=)/gi,
    '<img style="max-width:100%;height:auto;display:block"',
  );
}

module.exports = { framed };
