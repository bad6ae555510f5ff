/** Texts of one template; it lays its own file over this one, group by group. */
module.exports = {};
