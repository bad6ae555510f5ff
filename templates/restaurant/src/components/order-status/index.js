const { texts } = require('../../i18n/index');

const STEPS = ['waiting', 'accepted', 'ready', 'done'];

/** Head of an order's page: how it stands, the number its guest is called by, and how far the kitchen is. */
Component({
  properties: {
    order: { type: Object, value: {} },
    title: { type: String, value: '' },
    hint: { type: String, value: '' },
    waiting: { type: Boolean, value: false },
  },

  data: { number: '', ticket: null, steps: [] },

  observers: {
    order({ state, delivery, dining }) {
      const t = texts('order');
      const ticket = (state === 'paid' && dining && dining.ticket) || null;
      const reached = ticket ? STEPS.indexOf(ticket.state) : -1;
      const steps = STEPS.map((name, index) => ({
        name,
        title: t.kitchenSteps[name],
        done: index <= reached,
        now: index === reached,
      }));
      this.setData({ number: t.numbers[delivery] || t.pickupNumber, ticket, steps });
    },
  },
});
