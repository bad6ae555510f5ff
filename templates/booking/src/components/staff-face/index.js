/** Somebody who works here: portrait, name and what they are. `chosen` marks the one that was picked. */
Component({
  properties: {
    name: { type: String, value: '' },
    title: { type: String, value: '' },
    image: { type: String, value: '' },
    /** Instead of a picture, for nobody in particular. */
    icon: { type: String, value: '' },
    chosen: { type: Boolean, value: false },
    small: { type: Boolean, value: false },
  },
});
