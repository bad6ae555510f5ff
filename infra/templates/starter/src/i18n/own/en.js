// Texts of this template's own pages, by group; a group of the kit's with the same name is replaced.
module.exports = {};
