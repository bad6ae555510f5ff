// What a golden page heard, as lines of its own text, so that a test reads it where a shopper would.
exports.recorded = {
  record({ type, detail, currentTarget }) {
    const { target: _, ...rest } = detail ?? {};
    this.note(`${currentTarget.dataset.log || type} ${JSON.stringify(rest)}`);
  },
  note(line) {
    this.setData({ log: this.data.log === '' ? line : `${this.data.log}\n${line}` });
  },
};
