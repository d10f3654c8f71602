/**
 * Warns at synth when a region's certificates come near ACM's quota of imports in a year. Each renewal is an import, in each
 * region. Only a warning: the account may have another quota, and an import over it fails with its own error.
 */
import { Annotations, type Stack, Token } from 'aws-cdk-lib';
import type { CertificateSettings } from '../functions/engine/config/renewer-config.ts';

/** ACM's own for a region and year; some new accounts have 20. */
const IMPORTS_A_YEAR = 5_000;
const NEAR = 0.8;

/** Of Let's Encrypt; `classic` will live 45 days from 2028 on. */
const LIFE_DAYS: Readonly<Record<string, number>> = { classic: 45, tlsserver: 45, shortlived: 160 / 24 };
const OTHER_LIFE_DAYS = 90;

export function warnOfImportQuota(stack: Stack, certificates: readonly CertificateSettings[]): void {
  const importsByRegion = new Map<string, number>();
  for (const { profile, regions = [stack.region] } of certificates) {
    for (const region of regions) {
      importsByRegion.set(region, (importsByRegion.get(region) ?? 0) + importsAYear(profile));
    }
  }
  for (const [region, imports] of importsByRegion) {
    if (imports < IMPORTS_A_YEAR * NEAR) continue;
    const where = Token.isUnresolved(region) ? "the stack's region" : region;
    Annotations.of(stack).addWarningV2(
      'dnscale-certs:import-quota',
      `The certificates for ${where} need about ${Math.round(imports)} imports into ACM a year; its quota is ` +
        `${IMPORTS_A_YEAR} in a region and year, on some new accounts 20. Ask for more under Service Quotas, choose a ` +
        'profile with a longer life, or leave certificates that no service of AWS uses out of ACM (importIntoAcm: false).',
    );
  }
}

/** A renewal falls due when a third of the life is left, half of one under ten days. */
function importsAYear(profile: string | undefined): number {
  const isKnown = profile !== undefined && Object.hasOwn(LIFE_DAYS, profile);
  const lifeDays = (isKnown && LIFE_DAYS[profile]) || OTHER_LIFE_DAYS;
  return 365 / (lifeDays * (lifeDays < 10 ? 1 / 2 : 2 / 3));
}
