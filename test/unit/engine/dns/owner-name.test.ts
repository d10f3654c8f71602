import { describe, expect, it } from 'vitest';
import { isSameName, ownerName } from '../../../../functions/engine/dns/name.ts';

describe('isSameName', () => {
  it.each([
    ['www.example.com', 'WWW.Example.COM'],
    ['www.example.com.', 'www.example.com'],
    ['.', ''],
  ])('takes %s and %s for one name', (a, b) => {
    expect(isSameName(a, b)).toBe(true);
  });

  it.each([
    ['wwwexample.com', 'www.example.com'],
    // A server's answer is taken as it is: nothing but the two forms above is mapped.
    ['ｅxample.com', 'example.com'],
  ])('tells %s and %s apart', (a, b) => {
    expect(isSameName(a, b)).toBe(false);
  });
});

describe('ownerName', () => {
  it.each([
    ['_acme-challenge.example.com.', '_acme-challenge.example.com'],
    ['_acme-challenge.example.com', '_acme-challenge.example.com'],
    ['_ACME-Challenge.Example.COM.', '_acme-challenge.example.com'],
    ['_acme-challenge', '_acme-challenge.example.com'],
    ['_acme-challenge.www', '_acme-challenge.www.example.com'],
    ['badexample.com', 'badexample.com.example.com'],
    ['_acme-challenge.www.', '_acme-challenge.www'],
    ['example.com', 'example.com'],
    ['@', 'example.com'],
  ])('reads %s in the zone example.com as %s', (spelled, name) => {
    expect(ownerName(spelled, 'example.com')).toBe(name);
  });
});
