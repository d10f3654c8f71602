/** Where a certificate is to be installed, and which of these places hold what is live, as the state has it. Pure. */
import type { CertificateDefinition } from '../config/definition.ts';
import type { StoredCertificate } from '../ports/store.ts';
import type { CertificateState, Installation } from './state.ts';

export type Target = {
  kind: 'acm' | 'secret';
  /** @default - it is in Secrets Manager, in the renewer's region */
  region?: string | undefined;
  /** @default - nothing was installed there yet */
  arn?: string | undefined;
  /** Holds the live certificate. */
  isLive: boolean;
  /** The definition asks for it. What it no longer asks for may stay. */
  isDeclared: boolean;
  serial?: string | undefined;
  /** When it got what it holds. */
  installedAt?: Date | undefined;
};

type Declared = Pick<CertificateDefinition, 'regions' | 'storeInSecretsManager'>;

/** Those that are asked for first, in the order of the definition. */
export function targetsOf(definition: Declared | undefined, state: CertificateState | undefined): Target[] {
  const { certificate, installations = {}, secret } = state ?? {};
  const declared = definition?.regions ?? [];
  const others = Object.keys(installations).filter((region) => !declared.includes(region));
  const wantsSecret = definition?.storeInSecretsManager === true;
  const acm = (region: string, isDeclared: boolean): Target => {
    const held = Object.hasOwn(installations, region) ? installations[region] : undefined;
    const { certificateArn: arn, importedAt: installedAt } = held ?? {};
    return { kind: 'acm', region, arn, installedAt, isDeclared, ...standing(held, certificate) };
  };
  return [
    ...declared.map((region) => acm(region, true)),
    ...(wantsSecret || secret
      ? [
          {
            kind: 'secret' as const,
            arn: secret?.secretArn,
            installedAt: secret?.writtenAt,
            isDeclared: wantsSecret,
            ...standing(secret, certificate),
          },
        ]
      : []),
    ...others.map((region) => acm(region, false)),
  ];
}

/** By what the CA has signed; an earlier release wrote down the serial number alone. */
function standing(
  held: Pick<Installation, 'serial' | 'sha256'> | undefined,
  live: StoredCertificate | undefined,
): Pick<Target, 'isLive' | 'serial'> {
  if (!held || !live) return { isLive: false, serial: held?.serial };
  const areKnown = held.sha256 !== undefined && live.sha256 !== undefined;
  return {
    isLive: areKnown ? held.sha256 === live.sha256 : held.serial === live.serial,
    serial: held.serial,
  };
}
