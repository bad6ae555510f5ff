"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const props = { error: { type: String, value: "default" }, height: { type: null }, lazy: { type: Boolean, value: !1 }, loading: { type: String, value: "default" }, mode: { type: String, value: "scaleToFill" }, shape: { type: String, value: "square" }, showMenuByLongpress: { type: Boolean, value: !1 }, src: { type: String, value: "" }, tId: { type: String, value: "" }, webp: { type: Boolean, value: !1 }, width: { type: null } };
exports.default = props;
