import { describe, expect, it } from 'vitest';
import { type Finding, passes } from '../../../../functions/engine/preflight/findings.ts';

function aFinding(verdict: Finding['verdict'], check = 'zone'): Finding {
  return { check, subject: 'example.com', verdict, message: 'is so' };
}

describe('passes', () => {
  it.each([
    ['nothing but ok', [aFinding('ok')]],
    ['a warning', [aFinding('ok'), aFinding('warning')]],
    ['DNSSEC that could not be tested', [aFinding('ok'), aFinding('unknown', 'dnssec')]],
    ['CAA records that a private CA does not explain', [aFinding('ok'), aFinding('unknown', 'caa')]],
    ['values that could not be listed', [aFinding('ok'), aFinding('unknown', 'leftovers')]],
    ['a serial that could not be compared', [aFinding('ok'), aFinding('unknown', 'serial')]],
  ])('is true with %s', (_, findings) => {
    expect(passes(findings)).toBe(true);
  });

  it.each([
    ['a failure', [aFinding('ok'), aFinding('failure', 'caa')]],
    ['a token that could not be read', [aFinding('unknown', 'token')]],
    ['a token that could not be tried', [aFinding('ok', 'token'), aFinding('unknown', 'token-reads')]],
    ['a zone that was not examined', [aFinding('ok'), aFinding('unknown', 'zone')]],
    ['a name whose place is not known', [aFinding('ok'), aFinding('unknown', 'challenge')]],
    ['a delegation that was not examined', [aFinding('ok'), aFinding('unknown', 'delegation')]],
    ['name servers that could not be asked', [aFinding('ok'), aFinding('unknown', 'name-servers')]],
    ['a CA that could not be asked', [aFinding('ok'), aFinding('unknown', 'ca')]],
  ])('is false with %s', (_, findings) => {
    expect(passes(findings)).toBe(false);
  });
});
