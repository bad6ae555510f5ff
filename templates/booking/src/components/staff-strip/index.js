const navigation = require('../../services/navigation');

/** Everybody who works here, to swipe through; a tap opens the person. */
Component({
  properties: {
    title: { type: String, value: '' },
    staff: { type: Array, value: [] },
  },

  methods: {
    onTap(event) {
      navigation.open('staff', { id: event.currentTarget.dataset.id });
    },
  },
});
