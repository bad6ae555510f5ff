"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const props = { backgroundColor: { type: String, value: "" }, duration: { type: Number, value: 300 }, preventScrollThrough: { type: Boolean, value: !0 }, zIndex: { type: Number, value: 11e3 } };
exports.default = props;
