Page({
  data: {
    html: '<h3 style="color:#3b7dd8">Title</h3><p onclick="alert(1)">A <b>bold</b> <a href="javascript:alert(1)">link</a></p><script>document.title="broken"</script><iframe src="/"></iframe><ul><li>one</li><li>two</li></ul><img src="/pictures/quad.png" style="width:100rpx" onerror="alert(1)"/><table border="1"><tr><td>1</td><td>2</td></tr></table>',
    nodes: [
      { name: 'div', attrs: { style: 'background:#f5e3cf;padding:10rpx', onclick: 'x' }, children: [{ type: 'text', text: 'a b &lt;c&gt;' }, { name: 'script', children: [{ type: 'text', text: 'no' }] }] },
    ],
  },
});
