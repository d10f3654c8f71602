import { describe, expect, it } from 'vitest';
import { foldedSteps, labelOf, manyWords, type Step } from '../../../../../cli/dashboard/page/chain-folds.ts';

function names(count: number, is: Step['is'] = 'done'): Step[] {
  return Array.from({ length: count }, (_, index) => ({
    step: 'name',
    of: `${index}.example.com`,
    is,
    saw: 'in the live certificate',
  }));
}

const ORDER: Step = { step: 'order', is: 'done', saw: 'none is under way' };

describe('foldedSteps', () => {
  it('makes one line of four names that are done, and none of three', () => {
    expect(foldedSteps([ORDER, ...names(4)]).map(({ length }) => length)).toEqual([1, 4]);
    expect(foldedSteps([ORDER, ...names(3)]).map(({ length }) => length)).toEqual([1, 1, 1, 1]);
  });

  it('never hides one that is not done', () => {
    const folds = foldedSteps([...names(5), ...names(6, 'failed'), ...names(4)]);

    expect(folds.map(({ length }) => length)).toEqual([5, 1, 1, 1, 1, 1, 1, 4]);
  });

  it('loses no step', () => {
    const steps = [ORDER, ...names(9), ...names(2, 'open')];

    expect(foldedSteps(steps).flat()).toEqual(steps);
  });
});

describe('manyWords', () => {
  it('counts them', () => {
    const [fold] = foldedSteps(names(12));

    expect(fold && manyWords(fold)).toBe('12 names');
  });
});

describe('labelOf', () => {
  it.each<[Partial<Step>, string]>([
    [{ step: 'definition' }, 'definition'],
    [{ step: 'name', of: '*.example.com' }, '*.example.com'],
    [{ step: 'target', of: 'eu-central-1' }, 'ACM eu-central-1'],
    [{ step: 'target', of: 'Secrets Manager' }, 'Secrets Manager'],
    [{ step: 'probe', of: 'example.com:443' }, 'example.com:443'],
  ])('calls %o %s', (step, label) => {
    expect(labelOf({ ...ORDER, ...step })).toBe(label);
  });
});
