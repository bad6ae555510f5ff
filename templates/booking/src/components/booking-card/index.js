/** A booking in a list, as `shownBooking` tells it: the day as on a calendar leaf, what, with whom, and how long until then. */
Component({
  properties: { booking: { type: Object, value: {} } },
});
