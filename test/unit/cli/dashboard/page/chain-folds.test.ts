import { describe, expect, it } from 'vitest';
import { foldedSteps, foldLabel, type Step } from '../../../../../cli/dashboard/page/chain-folds.ts';
import { stepLabel } from '../../../../../cli/status/step-words.ts';

function names(count: number, is: Step['is'] = 'done'): Step[] {
  return Array.from({ length: count }, (_, index) => ({
    step: 'name',
    of: `${index}.example.com`,
    is,
    saw: 'in the live certificate',
  }));
}

const ORDER: Step = { step: 'order', is: 'done', saw: 'none is under way' };
const TARGET: Step = { step: 'target', of: 'eu-central-1', is: 'open', saw: 'nothing is there yet' };
const CHAIN: Step[] = [
  { step: 'definition', is: 'done', saw: 'declared' },
  { step: 'readiness', is: 'done', saw: 'all that a renewal needs is there' },
  ORDER,
  { step: 'certificate', is: 'done', saw: 'live until 24 Feb 02:10' },
];

const lengthsOf = (steps: readonly Step[]) => foldedSteps(steps).map(({ length }) => length);

describe('foldedSteps', () => {
  it('makes one line of four names that are done, and none of three', () => {
    expect(lengthsOf([ORDER, ...names(4)])).toEqual([1, 4]);
    expect(lengthsOf([ORDER, ...names(3)])).toEqual([1, 1, 1, 1]);
  });

  it('shows each kind of step where all is well', () => {
    expect(lengthsOf([...CHAIN, { ...TARGET, is: 'done' }])).toEqual([1, 1, 1, 1, 1]);
  });

  it('makes one line of all that is done before a step that has failed', () => {
    expect(lengthsOf([...CHAIN, { ...TARGET, is: 'failed' }])).toEqual([4, 1]);
    expect(lengthsOf([...CHAIN, { ...TARGET, is: 'warning' }])).toEqual([4, 1]);
  });

  it('makes one line of names that failed for one reason, and two of two reasons', () => {
    const [first, second] = names(2, 'failed');

    expect(lengthsOf(names(6, 'failed'))).toEqual([6]);
    expect(first && second && lengthsOf([first, { ...second, saw: 'TXT on 1 of 2 name servers' }])).toEqual([
      1, 1,
    ]);
  });

  it('loses no step', () => {
    const steps = [...CHAIN, ...names(9), ...names(2, 'failed'), ...names(5)];

    expect(foldedSteps(steps).flat()).toEqual(steps);
  });
});

describe('foldLabel', () => {
  it.each<[string, Step[]]>([
    ['12 names', names(12)],
    ['order', [ORDER]],
    // Of a later release.
    ['5 steps', Array.from({ length: 5 }, () => ({ ...ORDER, step: 'notary' as Step['step'] }))],
    ['4 steps', [...CHAIN, { ...TARGET, is: 'failed' }]],
  ])('says %s', (label, steps) => {
    const [fold] = foldedSteps(steps);

    expect(fold && foldLabel(fold)).toBe(label);
  });
});

describe('stepLabel', () => {
  it.each<[Partial<Step>, string]>([
    [{ step: 'definition' }, 'definition'],
    [{ step: 'name', of: '*.example.com' }, '*.example.com'],
    [{ step: 'target', of: 'eu-central-1' }, 'ACM eu-central-1'],
    [{ step: 'target', of: 'Secrets Manager' }, 'Secrets Manager'],
    [{ step: 'probe', of: 'example.com:443' }, 'example.com:443'],
  ])('calls %o %s', (step, label) => {
    expect(stepLabel({ ...ORDER, ...step })).toBe(label);
  });
});
