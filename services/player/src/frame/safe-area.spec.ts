import { withSafeArea } from './safe-area.js';

describe('safe areas in the styles of a page', () => {
  it('are variables of the page, with and without a fallback', () => {
    expect(withSafeArea('a{bottom:env(safe-area-inset-bottom);top:calc(8px + env( safe-area-inset-top , 2px ))}')).toBe(
      'a{bottom:var(--wxi-safe-bottom, 0px);top:calc(8px + var(--wxi-safe-top, 0px))}',
    );
  });

  it('leave other functions alone', () => {
    expect(withSafeArea('a{width:env(other);color:var(--x)}')).toBe('a{width:env(other);color:var(--x)}');
  });
});
