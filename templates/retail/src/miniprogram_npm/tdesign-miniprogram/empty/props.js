"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const props = { description: { type: String }, icon: { type: null }, image: { type: String } };
exports.default = props;
