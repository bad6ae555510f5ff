const { mediaUrl } = require('../../services/media');

/** A film with a cover; nothing while it has no address, or when it cannot be fetched. */
Component({
  properties: { settings: { type: Object, value: {} } },

  data: { url: '', poster: '', broken: false },

  observers: {
    settings(settings) {
      this.setData({ url: mediaUrl(settings.url), poster: mediaUrl(settings.poster), broken: false });
    },
  },

  methods: {
    onError() {
      this.setData({ broken: true });
    },
  },
});
