// Runs in a page that holds the player as the dashboard does: `embedder.hold(url)`, and afterwards `count`, `tell`.
globalThis.embedder = {
  heard: [],
  frame: document.createElement('iframe'),
  hold(url) {
    addEventListener('message', ({ origin, data }) => {
      if (origin === new URL(url).origin) this.heard.push(data);
    });
    this.frame.sandbox.add('allow-scripts', 'allow-same-origin', 'allow-forms');
    this.frame.style.cssText = 'border:0;width:390px;height:844px';
    this.frame.src = url;
    document.body.append(this.frame);
  },
  count(type) {
    return this.heard.filter((message) => message.type === type).length;
  },
  tell(message) {
    this.frame.contentWindow.postMessage(message, new URL(this.frame.src).origin);
  },
};
