"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.SuperComponent = void 0;
class SuperComponent {
    constructor() { this.app = getApp(); }
}
exports.SuperComponent = SuperComponent;
