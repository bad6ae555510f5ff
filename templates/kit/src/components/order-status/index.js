/** Head of an order's page: how it stands, and what it waits for. */
Component({
  properties: {
    order: { type: Object, value: {} },
    title: { type: String, value: '' },
    hint: { type: String, value: '' },
    /** Whether a refund is still on its way. */
    waiting: { type: Boolean, value: false },
  },

  data: {
    icons: {
      pending: 'time-filled',
      paid: 'check-circle-filled',
      refunded: 'check-circle-filled',
      closed: 'close-circle-filled',
    },
  },
});
