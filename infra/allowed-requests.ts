/**
 * What certificates may ask of a renewer: regions and CAs. Those of its props are for everybody, other stacks included; what its
 * own certificates need comes on top, as they are added.
 */
import { Lazy, Token } from 'aws-cdk-lib';
import { findNotAllowed } from '../functions/engine/config/allowed-requests.ts';

export class AllowedRequests {
  private readonly regions = new Set<string>();
  private readonly certificateAuthorities = new Set<string>();
  private readonly listeners: ((region: string) => void)[] = [];

  allow(regions: readonly string[], certificateAuthorities: readonly string[]): void {
    for (const url of certificateAuthorities) this.certificateAuthorities.add(url);
    for (const region of regions) {
      if (this.regions.has(region)) continue;
      this.regions.add(region);
      for (const listener of this.listeners) listener(region);
    }
  }

  /** Calls it with each region, those that come later too. */
  forEachRegion(listener: (region: string) => void): void {
    this.listeners.push(listener);
    this.regions.forEach(listener);
  }

  /** What of it the deployment would refuse, in its words. What synth does not know may be what is allowed. */
  findNotAllowed(asked: { regions: readonly string[]; certificateAuthority: string }): string[] {
    const { regions, certificateAuthorities } = this;
    const isKnown = (value: string) => !Token.isUnresolved(value);
    const areKnown = (allowed: ReadonlySet<string>) => [...allowed].every(isKnown);
    const [firstAuthority = ''] = certificateAuthorities;
    const isAuthorityKnown = areKnown(certificateAuthorities) && isKnown(asked.certificateAuthority);
    return findNotAllowed(
      {
        regions: areKnown(regions) ? asked.regions.filter(isKnown) : [],
        certificateAuthority: isAuthorityKnown ? asked.certificateAuthority : firstAuthority,
      },
      { regions: [...regions], certificateAuthorities: [...certificateAuthorities] },
    );
  }

  /** For an environment variable: directory URLs with blanks between them. */
  get certificateAuthoritiesText(): string {
    return Lazy.string({ produce: () => [...this.certificateAuthorities].join(' ') });
  }

  /** For an environment variable: regions with commas between them. */
  get regionsText(): string {
    return Lazy.string({ produce: () => [...this.regions].join(',') });
  }
}
