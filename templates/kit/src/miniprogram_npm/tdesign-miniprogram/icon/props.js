"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const props = { color: { type: String, value: "" }, name: { type: String, value: "", required: !0 }, prefix: { type: String, value: "" }, size: { type: null } };
exports.default = props;
