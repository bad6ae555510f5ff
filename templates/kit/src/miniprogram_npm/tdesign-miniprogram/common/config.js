"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.prefix = void 0;
exports.default = { prefix: "t" };
exports.prefix = "t";
