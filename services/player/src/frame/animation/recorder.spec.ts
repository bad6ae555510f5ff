import { styleOf, transformOf } from './step-style.js';
import { createAnimation } from './recorder.js';

describe('wx.createAnimation', () => {
  it('keeps what earlier steps set, with the options of each step', () => {
    const { actions } = createAnimation({ duration: 100, timingFunction: 'ease' })
      .opacity(0.5)
      .step()
      .translateX(10)
      .step({ duration: 20, delay: 5 })
      .export();

    expect(actions.map(styleOf)).toEqual([
      'transition:all 100ms ease 0ms;transform-origin:50% 50% 0;opacity:0.5',
      'transition:all 20ms ease 5ms;transform-origin:50% 50% 0;transform:translateX(10px);opacity:0.5',
    ]);
  });

  it('starts an empty list after each export', () => {
    const animation = createAnimation().scale(2).step();
    animation.export();

    expect(animation.export()).toEqual({ actions: [] });
  });

  it('gives numbers the unit that a phone gives them', () => {
    expect(transformOf('rotate', [45])).toBe('rotate(45deg)');
    expect(transformOf('translate', [1, '20%'])).toBe('translate(1px,20%)');
    expect(transformOf('scale', [1.5])).toBe('scale(1.5)');
    expect(transformOf('rotate3d', [0, 1, 0, 30])).toBe('rotate3d(0,1,0,30deg)');
    expect(createAnimation().height(20).backgroundColor('red').step().export().actions.map(styleOf)[0]).toContain(
      'height:20px;background-color:red',
    );
  });
});
