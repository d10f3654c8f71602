import { describe, expect, it } from 'vitest';
import { nameLeftBehind, nameToWithdraw } from '../../../../functions/engine/declare/resource-names.ts';

const named = (certificateName: string) => ({ certificateName });

describe('nameToWithdraw', () => {
  const event = { LogicalResourceId: 'ShopCertificate', ResourceProperties: named('shop') };

  it.each([
    ['our own', 'shop', 'shop'],
    ['the one before a rename', 'old', 'old'],
    ['one that CloudFormation made up', 'Certs-ShopCertificate-1ABCDEF2GH3IJ', 'shop'],
  ])('of a physical id that is %s', (_, PhysicalResourceId, name) => {
    expect(nameToWithdraw({ ...event, PhysicalResourceId })).toBe(name);
  });

  it('keeps to a made-up id where the properties have no name', () => {
    const PhysicalResourceId = 'Certs-ShopCertificate-1ABC';
    expect(nameToWithdraw({ ...event, PhysicalResourceId, ResourceProperties: {} })).toBe(PhysicalResourceId);
  });
});

describe('nameLeftBehind', () => {
  it.each([
    ['the name stays', 'shop', 'shop', 'shop', undefined],
    ['the certificate is renamed', 'shop', 'shop', 'store', undefined],
    ['a rename was cut off and is rolled back', 'shop', 'store', 'shop', 'store'],
    ['a rename was cut off and another one follows', 'shop', 'store', 'third', 'store'],
    ['a rename was cut off and is tried again', 'shop', 'store', 'store', undefined],
  ])('when %s', (_, PhysicalResourceId, before, now, left) => {
    const event = {
      PhysicalResourceId,
      OldResourceProperties: named(before),
      ResourceProperties: named(now),
    };
    expect(nameLeftBehind(event)).toBe(left);
  });
});
