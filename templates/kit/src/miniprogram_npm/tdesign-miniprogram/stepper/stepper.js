"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const tslib_1 = require("../miniprogram_npm/tslib/index");
const index_1 = require("../common/src/index");
const config_1 = __importDefault(require("../common/config"));
const props_1 = __importDefault(require("./props"));
const { prefix: prefix } = config_1.default, name = `${prefix}-stepper`;
let Stepper = class extends index_1.SuperComponent {
    constructor() { super(...arguments), this.externalClasses = [`${prefix}-class`, `${prefix}-class-input`, `${prefix}-class-minus`, `${prefix}-class-plus`], this.properties = Object.assign({}, props_1.default), this.controlledProps = [{ key: "value", event: "change" }], this.observers = { value(e) { this.preValue = Number(e), this.updateCurrentValue(this.format(this.preValue)); } }, this.data = { currentValue: 0, classPrefix: name, prefix: prefix }, this.lifetimes = { attached() { const { value: e, min: t } = this.properties; this.updateCurrentValue(e ? Number(e) : t); } }, this.methods = { isDisabled(e) { const { min: t, max: r, disabled: s } = this.properties, { currentValue: i } = this.data; return !!s || ("minus" === e && i <= t || "plus" === e && i >= r); }, getLen(e) { const t = e.toString(); return -1 === t.indexOf(".") ? 0 : t.split(".")[1].length; }, add(e, t) { const r = Math.max(this.getLen(e), this.getLen(t)), s = Math.pow(10, r), i = Math.round(e * s + t * s) / s; return r > 0 ? i.toFixed(r) : i; }, format(e) { const { min: t, max: r, step: s } = this.properties, i = Math.max(this.getLen(s), this.getLen(String(e))); return Math.max(Math.min(r, e, Number.MAX_SAFE_INTEGER), t, Number.MIN_SAFE_INTEGER).toFixed(i); }, setValue(e) { const t = this.format(e), r = Number(t); this.updateCurrentValue(t), this.preValue !== r && (this.preValue = r, this._trigger("change", { value: r })); }, minusValue() { if (this.isDisabled("minus"))
            return this.triggerEvent("overlimit", { type: "minus" }), !1; const { currentValue: e, step: t } = this.data; this.setValue(this.add(e, -t)); }, plusValue() { if (this.isDisabled("plus"))
            return this.triggerEvent("overlimit", { type: "plus" }), !1; const { currentValue: e, step: t } = this.data; this.setValue(this.add(e, t)); }, filterIllegalChar(e) { const t = String(e).replace(/[^0-9.]/g, ""), r = t.indexOf("."); return this.properties.integer && -1 !== r ? t.split(".")[0] : this.properties.integer || -1 === r || r === t.lastIndexOf(".") ? t : t.split(".", 2).join("."); }, updateCurrentValue(e) { const t = Number(e); this.setData({ currentValue: String(t) === String(e) ? t : e }); }, handleFocus(e) { const { value: t } = e.detail; this.triggerEvent("focus", { value: t }); }, handleInput(e) { const { value: t } = e.detail; if ("" === t)
            return; const r = this.filterIllegalChar(t); this.updateCurrentValue(r); }, handleBlur(e) { const { value: t } = e.detail, r = this.filterIllegalChar(t), s = this.format(r); this.setValue(s), this.triggerEvent("blur", { value: s }); } }; }
};
Stepper = (0, tslib_1.__decorate)([(0, index_1.wxComponent)()], Stepper);
exports.default = Stepper;
