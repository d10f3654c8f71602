import { describe, expect, it } from 'vitest';
import { groupOf, rankOf } from '../../../../../cli/dashboard/page/groups.ts';

describe('groupOf', () => {
  it.each([
    ['expired', 'failing'],
    ['needs-you', 'failing'],
    ['failing', 'failing'],
    ['unreadable', 'failing'],
    ['unchecked', 'failing'],
    ['revoked', 'failing'],
    ['at-risk', 'at-risk'],
    ['not-served', 'not-served'],
    ['renewing', 'renewing'],
    ['waiting', 'renewing'],
    ['ok', 'ready'],
    ['removed', 'removed'],
  ])('has %s in %s', (state, group) => {
    expect(groupOf(state)).toBe(group);
  });

  it('shows a state of a later release as one that needs to be seen', () => {
    expect(groupOf('paused')).toBe('failing');
    expect(groupOf('constructor')).toBe('failing');
  });
});

describe('rankOf', () => {
  it('has the most urgent first', () => {
    expect(rankOf('failing')).toBe(0);
    expect(rankOf('at-risk')).toBeLessThan(rankOf('ready'));
  });
});
