/** How the ACM stand-in behaves beside ACM's fixed rules: quotas, faults, delays. Tests set what they need. */

export type AcmBehaviour = {
  /** ACM's clock. @default the system's */
  now: () => Date;
  /** Certificates in a region. @default ACM's own 2,500 */
  certificateQuota: number;
  /** Imports in a region and year, those onto an ARN too. @default ACM's own 5,000; some accounts have 20 */
  importQuota: number;
  /** The next so many imports are throttled. */
  throttledImports: number;
  /** The next so many imports are done, but their answer gets lost. */
  lostImports: number;
  /** The tags of a certificate are left out the first so many times that they are asked for. */
  lateTags: number;
  /** A certificate is left out of the first so many lists. */
  lateInList: number;
  /**
   * Whether the caller may not add tags. `refused`: so an import with tags is refused too, as ACM's guide has it. `made`:
   * the certificate is made without tags before the refusal.
   */
  addTags: 'allowed' | 'refused' | 'made';
  /** What an import with tags, or AddTagsToCertificate, is refused with. */
  tagRefusal: { type: string; message: string } | undefined;
  /** Regions that refuse every call, by name, with the name of the error. */
  regionsOff: Readonly<Record<string, string>>;
};

export const USUAL_BEHAVIOUR: AcmBehaviour = {
  now: () => new Date(),
  certificateQuota: 2_500,
  importQuota: 5_000,
  throttledImports: 0,
  lostImports: 0,
  lateTags: 0,
  lateInList: 0,
  addTags: 'allowed',
  tagRefusal: undefined,
  regionsOff: {},
};
