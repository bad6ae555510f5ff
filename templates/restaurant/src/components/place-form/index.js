const { chooseOnMap } = require('../../services/delivery-place');
const { say } = require('../../services/notice');
const { texts } = require('../../i18n/index');

/** Where food is brought: a point on the map, a door and a name. Triggers `change {place, moved}`; `moved` when the point changed. */
Component({
  properties: { place: { type: Object, value: {} } },

  data: { t: texts('checkout') },

  lifetimes: {
    attached() {
      this.setData({ t: texts('checkout') });
    },
  },

  methods: {
    onMap() {
      chooseOnMap(this.data.place).then(
        (found) => {
          if (found) this.change(found, true);
        },
        () => say(this.data.t.mapFailed),
      );
    },

    onField(event) {
      this.change({ [event.currentTarget.dataset.field]: event.detail.value }, false);
    },

    change(part, moved) {
      this.triggerEvent('change', { place: Object.assign({}, this.data.place, part), moved });
    },
  },
});
