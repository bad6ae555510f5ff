const { leads } = require('./navigation');

/** Sections as the components that show them take them, in order. */
function drawn(sections) {
  return sections.map((section) => Object.assign({ settings: {}, blocks: [] }, section));
}

/** Settings of the blocks of one type, each with the block's id. */
function blocksOf(section, type) {
  return (section.blocks || [])
    .filter((block) => block.type === type)
    .map((block) => Object.assign({}, block.settings, { id: block.id, linked: leads((block.settings || {}).link) }));
}

module.exports = { drawn, blocksOf };
