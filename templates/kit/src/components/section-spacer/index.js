/** Room between two sections, with a line or without. */
Component({ properties: { settings: { type: Object, value: {} } } });
