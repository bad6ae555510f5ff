const { recorded } = require('../../recorded');

Page({ data: { log: '' }, ...recorded });
