import type { Fault } from '../state/fault.model.js';
import { FaultIndex } from './fault-index.js';

const everyone = () => true;

describe('faults', () => {
  it('are used up as often as told and then gone from the list', () => {
    const faults: Fault[] = [{ path: '/a', times: 2 }];
    const index = new FaultIndex();

    expect(index.take(faults, ['/b'], everyone)).toBeNull();
    expect(index.take(faults, ['/a'], everyone)).toMatchObject({ path: '/a' });
    expect(index.take(faults, ['/a'], everyone)).toMatchObject({ path: '/a' });
    expect(index.take(faults, ['/a'], everyone)).toBeNull();
    expect(faults).toEqual([]);
  });

  it('let the first n calls pass', () => {
    const faults: Fault[] = [{ path: '/a', skip: 2 }];
    const index = new FaultIndex();

    const taken = [1, 2, 3, 4].map(() => index.take(faults, ['/a'], everyone) !== null);

    expect(taken).toEqual([false, false, true, false]);
  });

  it('may name a prefix, a pattern and an account', () => {
    const faults: Fault[] = [{ path: '/wxa/*', appid: 'wx2' }, { path: '/v3/orders/:no' }];
    const index = new FaultIndex();

    expect(index.take(faults, ['/wxa/commit'], (appid) => appid === 'wx1')).toBeNull();
    expect(index.take(faults, ['/wxa/commit'], (appid) => appid === 'wx2')).toMatchObject({ appid: 'wx2' });
    expect(index.take(faults, ['/v3/orders/7', '/v3/orders/:no'], everyone)).not.toBeNull();
  });

  it('are found among ten thousand without looking at all of them', () => {
    const faults: Fault[] = Array.from({ length: 10_000 }, (_, index) => ({ path: `/p${index}` }));
    const index = new FaultIndex();
    const asked: string[] = [];
    for (let call = 0; call < 10_000; call++) {
      if (index.take(faults, [`/p${9999 - call}`], everyone)) asked.push('x');
    }

    expect(asked).toHaveLength(10_000);
    expect(faults).toEqual([]);
  });
});
