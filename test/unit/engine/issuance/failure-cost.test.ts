import { describe, expect, it } from 'vitest';
import { type Disposition, type ErrorCode, RenewerError } from '../../../../functions/engine/errors.ts';
import {
  isFree,
  keepsValues,
  type OrderCost,
  orderCost,
  type Rung,
} from '../../../../functions/engine/issuance/failure-cost.ts';

const errorOf = (code: ErrorCode, disposition: Disposition = 'next-run') =>
  new RenewerError({ code, disposition, message: 'the CA’s words' });

const rung = (step: Rung['step'], status: Rung['status'], takenUpAs: Rung['status'] = status): Rung => ({
  step,
  status,
  takenUpAs,
});

describe('orderCost', () => {
  it.each<[OrderCost, ErrorCode, Rung]>([
    ['given-up', 'order-expired', rung('newOrder', 'pending')],
    ['given-up', 'order-expired', rung('waitForPropagation', 'pending')],
    ['given-up', 'order-expired', rung('validate', 'pending')],
    ['given-up', 'order-expired', rung('finalize', 'ready')],
    ['given-up', 'order-expired', rung('finalize', 'ready', 'pending')],
    ['given-up', 'order-expired', rung('finalize', 'processing')],
    ['given-up', 'order-expired', rung('finalize', 'valid')],
    ['kept', 'order-expired', rung('finalize', 'valid', 'pending')],
    ['kept', 'order-expired', rung('finalize', 'valid', 'processing')],
    ['given-up', 'challenge-invalid', rung('newOrder', 'pending')],
    ['given-up', 'challenge-invalid', rung('preflight', 'pending')],
    ['kept', 'challenge-invalid', rung('waitForPropagation', 'pending')],
    ['kept', 'challenge-invalid', rung('finalize', 'ready')],
    ['given-up-uncertified', 'order-refused', rung('finalize', 'ready')],
    ['kept', 'order-refused', rung('waitForPropagation', 'pending')],
    ['kept', 'order-refused', rung('finalize', 'processing')],
    ['kept', 'order-refused', rung('finalize', 'processing', 'ready')],
    ['kept', 'order-refused', rung('finalize', 'valid')],
    ['given-up', 'acme-unavailable', rung('store', 'valid')],
    ['kept', 'acme-unavailable', rung('store', 'valid', 'ready')],
    ['kept', 'acme-unavailable', rung('finalize', 'valid')],
    ['kept', 'acme-unavailable', rung('validate', 'pending')],
    ['kept', 'acme-failed', rung('finalize', 'ready')],
    ['kept', 'store-failed', rung('store', 'valid')],
    ['kept', 'deadline-exceeded', rung('waitForPropagation', 'pending')],
    ['kept', 'identifier-rejected', rung('finalize', 'ready')],
    ['kept', 'caa-forbids', rung('preflight', 'pending')],
    ['kept', 'caa-forbids', rung('finalize', 'ready')],
  ])('is %s for %s at %o', (expected, code, at) => {
    expect(orderCost(errorOf(code), at)).toBe(expected);
  });

  it('keeps an order whose certificate will be right at a later time', () => {
    expect(orderCost(errorOf('acme-unavailable', 'not-before'), rung('store', 'valid'))).toBe('kept');
  });

  it('keeps the order for a fault of our own', () => {
    expect(orderCost(new TypeError('reading x of undefined'), rung('finalize', 'ready'))).toBe('kept');
  });
});

describe('keepsValues', () => {
  it.each<[boolean, ErrorCode, Rung['step']]>([
    [true, 'propagation-timeout', 'waitForPropagation'],
    [true, 'deadline-exceeded', 'waitForPropagation'],
    [true, 'deadline-exceeded', 'validate'],
    [true, 'acme-unavailable', 'validate'],
    [true, 'acme-failed', 'validate'],
    [true, 'acme-rate-limited', 'resume'],
    [true, 'acme-unavailable', 'preflight'],
    [false, 'acme-unavailable', 'finalize'],
    [false, 'deadline-exceeded', 'present'],
    [false, 'deadline-exceeded', 'install'],
    [false, 'challenge-invalid', 'validate'],
    [false, 'order-refused', 'validate'],
    [false, 'dnscale-unauthorized', 'waitForPropagation'],
  ])('is %s for %s at %s', (expected, code, step) => {
    expect(keepsValues(errorOf(code), step)).toBe(expected);
  });
});

describe('isFree', () => {
  it.each<[boolean, ErrorCode, Rung['step'], 'kept' | 'none']>([
    [true, 'caa-forbids', 'preflight', 'none'],
    [true, 'dnscale-unauthorized', 'present', 'kept'],
    [true, 'acme-unavailable', 'newOrder', 'none'],
    [false, 'caa-forbids', 'validate', 'none'],
    [false, 'challenge-invalid', 'validate', 'kept'],
    [false, 'order-refused', 'finalize', 'none'],
    [true, 'import-failed', 'install', 'none'],
    [true, 'acme-paused', 'validate', 'none'],
    [true, 'acme-account', 'finalize', 'kept'],
    // The next run continues the same order, and only asks again.
    [true, 'acme-unavailable', 'validate', 'kept'],
    [true, 'acme-unavailable', 'finalize', 'kept'],
    [true, 'acme-failed', 'finalize', 'kept'],
    [true, 'deadline-exceeded', 'validate', 'kept'],
    [true, 'store-failed', 'store', 'kept'],
    // A certificate that cannot be used is paid for anew.
    [false, 'acme-unavailable', 'store', 'none'],
    [false, 'unexpected', 'store', 'kept'],
  ])('is %s for %s at %s with the order %s', (expected, code, step, order) => {
    expect(isFree(code, step, order)).toBe(expected);
  });
});
