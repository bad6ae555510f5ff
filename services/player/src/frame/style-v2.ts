/**
 * What `"style": "v2"` in `app.json` or a page's JSON changes, as in WeChat's base library: buttons, boxes to tick, switches and
 * sliders look like WeUI 2. Comes behind the built-ins' own style and before the package's; a class of the package's does not win over a
 * button's width, as on a phone.
 */
export const STYLE_V2 = `
wx-button{padding:8px 24px;font-size:17px;font-weight:700;line-height:1.41176471;border-radius:4px;color:#06ae56;background-color:#f2f2f2}
wx-button:not([size=mini]){width:184px;margin-left:auto;margin-right:auto}
wx-button::after{border-width:0}
wx-button[type=primary]{color:#fff;background-color:#07c160}
wx-button[type=warn]{color:#fa5151;background-color:#f2f2f2}
wx-button[plain]{color:#353535;border-color:#353535;background-color:transparent}
wx-button[plain][type=primary]{color:#07c160;border-color:#07c160;background-color:transparent}
wx-button[plain][type=warn]{color:#fa5151;border-color:#fa5151;background-color:transparent}
wx-button[size=mini]{width:auto;padding:0 .75em;font-size:16px;line-height:2}
wx-button[disabled],wx-button[disabled][type]{color:rgba(0,0,0,.2);background-color:#f2f2f2}
wx-button[disabled][plain]{color:rgba(0,0,0,.2);border-color:rgba(0,0,0,.2);background-color:transparent}
wx-button[type=primary].button-hover{color:#fff;background-color:#06ad56}
wx-button[type=warn].button-hover,wx-button.button-hover{background-color:#d9d9d9}
.wxi-mark.wxi-on::after{border-color:var(--wxi-color,#07c160)}
.wxi-radio.wxi-on{border-color:var(--wxi-color,#07c160);background:var(--wxi-color,#07c160)}
.wxi-radio.wxi-on::after{border-color:#fff}
.wxi-switch{border:2px solid transparent;background:rgba(0,0,0,.1);background-clip:border-box}
.wxi-switch::before{display:none}
.wxi-switch::after{width:28px;height:28px;box-shadow:0 2px 3px rgba(0,0,0,.06)}
.wxi-switch.wxi-on{border-color:var(--wxi-color,#07c160);background:var(--wxi-color,#07c160)}
.wxi-switch.wxi-off{opacity:.3}
`;
