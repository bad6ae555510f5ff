Page({
  data: { odd: [null, -1, Number.NaN, 1e9, '', 'nonsense', true, [], [null, 1, 'x', {}], {}, { actions: 'x' }, { actions: [{}] }] },
});
